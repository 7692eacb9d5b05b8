package penstock.metrics.promql.syntax;

import java.util.Locale;

/// How the samples of a group become one, or few.
public enum Aggregator {
    SUM,
    AVG,
    COUNT,
    MIN,
    MAX,
    GROUP,
    STDDEV,
    STDVAR,
    TOPK,
    BOTTOMK,
    COUNT_VALUES,
    QUANTILE,
    LIMITK,
    LIMIT_RATIO;

    /// As a query writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether there is a parameter before the expression.
    public boolean hasParameter() {
        return switch (this) {
            case TOPK, BOTTOMK, COUNT_VALUES, QUANTILE, LIMITK, LIMIT_RATIO -> true;
            case SUM, AVG, COUNT, MIN, MAX, GROUP, STDDEV, STDVAR -> false;
        };
    }

    /// Whether it must be allowed by [ParserOptions].
    public boolean isExperimental() {
        return this == LIMITK || this == LIMIT_RATIO;
    }
}
