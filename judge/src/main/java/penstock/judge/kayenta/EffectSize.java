package penstock.judge.kayenta;

import java.util.Objects;

/// How large a significant difference must be to count.
///
/// @param measure what is measured
/// @param allowedIncrease a metric is high only if the measure is at least this
/// @param allowedDecrease a metric is low only if the measure is at most this
/// @param criticalIncrease a critical metric that is high fails the whole only if the measure is at least this
/// @param criticalDecrease a critical metric that is low fails the whole only if the measure is at most this
public record EffectSize(
        Measure measure,
        double allowedIncrease,
        double allowedDecrease,
        double criticalIncrease,
        double criticalDecrease) {
    /// Every significant difference counts.
    public static final EffectSize ANY = new EffectSize(Measure.MEAN_RATIO, 1, 1, 1, 1);

    /// What says how large a difference is.
    public enum Measure {
        /// The candidate's mean over the baseline's. Without one (a mean of zero) every difference is large enough.
        MEAN_RATIO(1),
        /// Share of pairs of points in which the candidate's is higher, 0 to 1: the common language effect size.
        SHARE_HIGHER(0.5);

        private final double same;

        Measure(double same) {
            this.same = same;
        }
    }

    public EffectSize {
        Objects.requireNonNull(measure);
        requireNumber("allowedIncrease", allowedIncrease);
        requireNumber("allowedDecrease", allowedDecrease);
        requireNumber("criticalIncrease", criticalIncrease);
        requireNumber("criticalDecrease", criticalDecrease);
    }

    private static void requireNumber(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }

    /// Any difference counts by this measure; a start for [#allowing] and [#failingAt].
    public static EffectSize of(Measure measure) {
        return new EffectSize(measure, measure.same, measure.same, measure.same, measure.same);
    }

    public EffectSize allowing(double increase, double decrease) {
        return new EffectSize(measure, increase, decrease, criticalIncrease, criticalDecrease);
    }

    public EffectSize failingAt(double increase, double decrease) {
        return new EffectSize(measure, allowedIncrease, allowedDecrease, increase, decrease);
    }

    double of(double[] baseline, double[] candidate) {
        return switch (measure) {
            case MEAN_RATIO -> ratio(baseline, candidate);
            case SHARE_HIGHER -> MannWhitney.shareHigher(baseline, candidate);
        };
    }

    /// The ratio of the means; not a number if either is zero.
    static double ratio(double[] baseline, double[] candidate) {
        var below = mean(baseline);
        var above = mean(candidate);
        return below == 0 || above == 0 ? Double.NaN : above / below;
    }

    private static double mean(double[] values) {
        var sum = 0.0;
        for (var value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    boolean isHigh(double size) {
        return Double.isNaN(size) || size >= allowedIncrease;
    }

    boolean isLow(double size) {
        return Double.isNaN(size) || size <= allowedDecrease;
    }

    boolean isCritical(Label label, double size) {
        return Double.isNaN(size)
                || (label == Label.HIGH ? size >= criticalIncrease : size <= criticalDecrease);
    }
}
