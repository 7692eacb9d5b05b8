package penstock.metrics.promql;

import java.time.Duration;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.promql.syntax.ParserOptions;

/// How queries are read and evaluated.
///
/// @param language the parts of the language that are allowed
/// @param lookback how old the last sample of a series may be to be its value now; more than 0
/// @param subqueryStep the step of a subquery that gives none; more than 0
/// @param limits what a query may use
/// @param traits details of the semantics
public record EngineOptions(
        ParserOptions language,
        Duration lookback,
        Duration subqueryStep,
        Limits limits,
        Traits traits) {
    public static final EngineOptions DEFAULT =
            new EngineOptions(
                    ParserOptions.STABLE,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Limits.DEFAULT,
                    Traits.DEFAULT);

    public EngineOptions {
        Limits.positive("lookback", lookback);
        Limits.positive("subqueryStep", subqueryStep);
    }

    /// What one query, or all together, may use.
    ///
    /// @param samples in memory at once, of one query
    /// @param points of each series of a range query
    /// @param concurrent queries that run at once; others wait
    /// @param timeout for a query, waiting included
    public record Limits(long samples, int points, int concurrent, Duration timeout) {
        public static final Limits DEFAULT =
                new Limits(50_000_000, 11_000, 20, Duration.ofMinutes(2));

        public Limits {
            if (samples < 1 || points < 1 || concurrent < 1) {
                throw new IllegalArgumentException(
                        "limits: %d samples, %d points, %d concurrent (expected: 1 or more of each)"
                                .formatted(samples, points, concurrent));
            }
            positive("timeout", timeout);
        }

        /// Here, since the outer class needs this one to be ready.
        static void positive(String name, Duration duration) {
            if (duration.toMillis() <= 0) {
                throw new IllegalArgumentException(
                        name + ": " + Literals.durationText(duration) + " (expected: 1ms or more)");
            }
        }
    }

    /// Details in which a Prometheus may be set up one way or the other.
    ///
    /// @param delaysNameRemoval whether a metric's name that an operation drops goes only at the end, so that others may still use
    ///     it
    /// @param trustsTypeLabels whether a counter is told by its label `__type__` instead of by its name
    /// @param usesStarts whether the times at which counters started are taken into account
    public record Traits(boolean delaysNameRemoval, boolean trustsTypeLabels, boolean usesStarts) {
        /// As Prometheus' behaviour scripts have it.
        public static final Traits DEFAULT = new Traits(true, false, true);

        /// As a Prometheus server without feature flags has it.
        public static final Traits STOCK = new Traits(false, false, false);
    }

    public EngineOptions withLanguage(ParserOptions other) {
        return new EngineOptions(other, lookback, subqueryStep, limits, traits);
    }

    public EngineOptions withLimits(Limits other) {
        return new EngineOptions(language, lookback, subqueryStep, other, traits);
    }

    public EngineOptions withTraits(Traits other) {
        return new EngineOptions(language, lookback, subqueryStep, limits, other);
    }

    public EngineOptions withLookback(Duration other) {
        return new EngineOptions(language, other, subqueryStep, limits, traits);
    }

    public EngineOptions withSubqueryStep(Duration other) {
        return new EngineOptions(language, lookback, other, limits, traits);
    }
}
