package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import penstock.metrics.labels.Labels;

/// The rules of OpenMetrics on the samples of one histogram at one time.
final class HistogramRules {
    private final TextCursor cursor;
    private final Labels group;
    private final long time;
    private boolean hasBuckets;
    private double bound = Double.NaN;
    private double observed;
    private double count = Double.NaN;
    private boolean hasNegativeBound;
    private boolean hasSum;
    private boolean hasGaugeSum;
    private boolean hasNegativeGaugeSum;

    HistogramRules(TextCursor cursor, Labels group, long time) {
        this.cursor = cursor;
        this.group = group;
        this.time = time;
    }

    boolean isOf(Labels otherGroup, long otherTime) {
        return time == otherTime && group.equals(otherGroup);
    }

    /// The upper bound of a bucket, NaN when it is none.
    static double bound(Labels labels) {
        return number(labels.get("le"));
    }

    static double number(String text) {
        if (text.equals("+Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        double number =
                Decimal.isNumber(bytes, 0, bytes.length)
                        ? Decimal.parse(bytes, 0, bytes.length)
                        : Double.NaN;
        return number == Double.POSITIVE_INFINITY ? Double.NaN : number;
    }

    void sample(String suffix, Labels labels, double value) {
        switch (suffix) {
            case "_bucket" -> bucket(bound(labels), value);
            case "_count", "_gcount" -> count = value;
            case "_sum" -> hasSum = true;
            case "_gsum" -> {
                hasGaugeSum = true;
                hasNegativeGaugeSum |= value < 0;
            }
            default -> {}
        }
    }

    private void bucket(double upper, double value) {
        hasNegativeBound |= upper < 0;
        if (hasBuckets && upper <= bound) {
            throw problem("buckets that are not in the order of their bounds");
        }
        if (value < observed) {
            throw problem("a bucket with a lower count than the one before");
        }
        hasBuckets = true;
        bound = upper;
        observed = value;
    }

    void end() {
        boolean hasCount = !Double.isNaN(count);
        boolean hasAnySum = hasSum || hasGaugeSum;
        if (bound != Double.POSITIVE_INFINITY) {
            throw problem("a histogram without a bucket up to +Inf");
        }
        if (hasCount && count != observed) {
            throw problem("a histogram whose count is not that of its bucket up to +Inf");
        }
        if (hasAnySum != hasCount) {
            throw problem("a histogram with only one of count and sum");
        }
        if (hasSum && hasNegativeBound) {
            throw problem(
                    "a histogram with a sum and bounds below 0, for then the sum is no counter");
        }
        if (hasNegativeGaugeSum && !hasNegativeBound) {
            throw problem("a histogram with a sum below 0 but no bounds below 0");
        }
    }

    private MalformedExposition problem(String text) {
        return cursor.problem(cursor.at(), text);
    }
}
