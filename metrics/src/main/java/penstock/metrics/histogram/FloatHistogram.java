package penstock.metrics.histogram;

import java.util.Optional;

/// A native histogram with counts as floating-point numbers; immutable. With a schema of -4 to 8 its buckets grow by the factor
/// 2^(2^-schema); with the schema [#CUSTOM] their upper bounds are those given, and the last bucket ends at infinity.
/// Source: https://prometheus.io/docs/specs/native_histograms/
///
/// @param zeroThreshold what is closer to zero than this is in the zero bucket; 0 or more
/// @param positive the buckets above zero, or those of the custom bounds
/// @param customBounds upper bounds in ascending order, without infinity; empty for other schemas
public record FloatHistogram(
        int schema,
        double zeroThreshold,
        double zeroCount,
        double count,
        double sum,
        Buckets positive,
        Buckets negative,
        Bounds customBounds,
        CounterReset counterReset) {
    /// The schema of custom bounds.
    public static final int CUSTOM = -53;

    private static final int OWN_BYTES = 72;

    public static final int LEAST_SCHEMA = -4;
    public static final int GREATEST_SCHEMA = 8;

    /// Nothing observed, with the schema 0.
    public static final FloatHistogram EMPTY =
            new FloatHistogram(
                    0, 0, 0, 0, 0, Buckets.NONE, Buckets.NONE, Bounds.NONE, CounterReset.UNKNOWN);

    public static boolean isExponential(int schema) {
        return schema >= LEAST_SCHEMA && schema <= GREATEST_SCHEMA;
    }

    /// About how many bytes of memory it takes, what it may share with others included.
    public long bytes() {
        return OWN_BYTES + positive.bytes() + negative.bytes() + customBounds.bytes();
    }

    public boolean isCustom() {
        return schema == CUSTOM;
    }

    /// Whether the two can be added, subtracted and compared: both have custom bounds, or neither has.
    public boolean isCompatibleWith(FloatHistogram other) {
        return isCustom() == other.isCustom();
    }

    /// Whether their buckets correspond one to one, and none of them is within the zero bucket.
    boolean isAlignedWith(FloatHistogram other) {
        return schema == other.schema
                && zeroThreshold == other.zeroThreshold
                && positive.hasLayoutOf(other.positive)
                && negative.hasLayoutOf(other.negative)
                && (isCustom()
                        ? customBounds.isSameAs(other.customBounds)
                        : isOutsideOfZero(positive) && isOutsideOfZero(negative));
    }

    private boolean isOutsideOfZero(Buckets buckets) {
        for (int span = 0; span < buckets.spanCount(); span++) {
            if (buckets.spanLength(span) > 0) {
                return ExponentialBounds.upper(buckets.spanStart(span), schema) > zeroThreshold;
            }
        }
        return true;
    }

    public FloatHistogram withCounterReset(CounterReset hint) {
        return hint == counterReset
                ? this
                : new FloatHistogram(
                        schema,
                        zeroThreshold,
                        zeroCount,
                        count,
                        sum,
                        positive,
                        negative,
                        customBounds,
                        hint);
    }

    /// All counts and the sum times a factor. With a negative one it is a gauge.
    public FloatHistogram times(double factor) {
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount * factor,
                count * factor,
                sum * factor,
                times(positive, factor),
                times(negative, factor),
                customBounds,
                factor < 0 ? CounterReset.GAUGE : counterReset);
    }

    private static Buckets times(Buckets buckets, double factor) {
        var counts = buckets.counts();
        for (int i = 0; i < counts.length; i++) {
            counts[i] *= factor;
        }
        return buckets.withCounts(counts);
    }

    /// All counts and the sum by a divisor. With a negative one it is a gauge; with 0 it has no buckets.
    public FloatHistogram dividedBy(double divisor) {
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount / divisor,
                count / divisor,
                sum / divisor,
                dividedBy(positive, divisor),
                dividedBy(negative, divisor),
                customBounds,
                divisor < 0 ? CounterReset.GAUGE : counterReset);
    }

    private static Buckets dividedBy(Buckets buckets, double divisor) {
        if (divisor == 0) {
            return Buckets.NONE;
        }
        var counts = buckets.counts();
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= divisor;
        }
        return buckets.withCounts(counts);
    }

    /// This and another; the counter reset hint is what can be said of both. Bounds, schemas and zero buckets are reconciled.
    ///
    /// @throws IllegalArgumentException when they are not compatible
    public Combined plus(FloatHistogram other) {
        return HistogramSum.combine(this, other, 1);
    }

    /// This without another. PromQL's `-` makes a gauge of the result, which this does not.
    ///
    /// @throws IllegalArgumentException when they are not compatible
    public Combined minus(FloatHistogram other) {
        return HistogramSum.combine(this, other, -1);
    }

    /// With a lower resolution, or this when it has that schema.
    public FloatHistogram reducedTo(int target) {
        if (target == schema) {
            return this;
        }
        if (isCustom() || !isExponential(target) || target > schema) {
            throw new IllegalArgumentException(
                    "target: " + target + " (expected: a schema of -4 to " + schema + ")");
        }
        return new FloatHistogram(
                target,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                Side.of(positive).reduced(schema - target).buckets(),
                Side.of(negative).reduced(schema - target).buckets(),
                customBounds,
                counterReset);
    }

    /// Without empty buckets, except that gaps of at most so many are kept or filled with empty buckets, for the sake of fewer
    /// spans.
    public FloatHistogram compact(int maxEmpty) {
        if (positive.isCompact(maxEmpty) && negative.isCompact(maxEmpty)) {
            return this;
        }
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                positive.compact(maxEmpty),
                negative.compact(maxEmpty),
                customBounds,
                counterReset);
    }

    /// Whether its counter must have been reset since the histogram before it.
    public boolean isResetSince(FloatHistogram previous) {
        return ResetDetection.isReset(this, previous);
    }

    /// Whether any of its numbers has become infinite.
    public boolean hasOverflow() {
        return Double.isInfinite(count)
                || Double.isInfinite(sum)
                || Double.isInfinite(zeroCount)
                || hasOverflow(positive)
                || hasOverflow(negative);
    }

    private static boolean hasOverflow(Buckets buckets) {
        for (int i = 0; i < buckets.size(); i++) {
            if (Double.isInfinite(buckets.count(i))) {
                return true;
            }
        }
        return false;
    }

    /// The greatest absolute value of its counts and its sum.
    double greatest() {
        double greatest = Math.max(Math.abs(zeroCount), Math.max(Math.abs(count), Math.abs(sum)));
        for (int i = 0; i < positive.size(); i++) {
            greatest = Math.max(greatest, Math.abs(positive.count(i)));
        }
        for (int i = 0; i < negative.size(); i++) {
            greatest = Math.max(greatest, Math.abs(negative.count(i)));
        }
        return greatest;
    }

    /// Whether the data are the same, empty buckets among them, as PromQL's `==` asks; the counter reset hint is not compared.
    public boolean hasDataOf(FloatHistogram other) {
        return Comparison.isExact(this, other);
    }

    /// Whether it is a histogram that may be stored, or why not.
    public Optional<String> problem() {
        return Validity.problem(this);
    }

    /// As Prometheus prints it: `{count:3, sum:4.5, (0.5,1]:2, (1,2]:1}`.
    @Override
    public String toString() {
        return HistogramText.plain(new StringBuilder(), this).toString();
    }
}
