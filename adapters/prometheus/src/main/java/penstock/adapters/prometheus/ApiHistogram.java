package penstock.adapters.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;

/// A native histogram as the API tells it: the bounds and counts of the buckets that are not empty. The schema follows from the bounds; where
/// they do not grow by one factor they are custom ones.
record ApiHistogram(double count, double sum, List<Bucket> buckets) {
    private static final double LOG_2 = Math.log(2);

    /// How far a schema that is worked out from rounded bounds may be from a whole number.
    private static final double TOLERANCE = 1e-3;

    /// One bucket with its count; not cumulative.
    record Bucket(double lower, double upper, double count) {
        boolean isZero() {
            return lower <= 0 && upper >= 0 && lower == -upper;
        }

        /// The bound farther from zero.
        double far() {
            return lower >= 0 ? upper : -lower;
        }

        double near() {
            return lower >= 0 ? lower : -upper;
        }

        /// The schema that has a bucket with these bounds, as a real number; `NaN` for none.
        double schema() {
            return near() <= 0 || Double.isInfinite(far())
                    ? Double.NaN
                    : -Math.log(Math.log(far() / near()) / LOG_2) / LOG_2;
        }

        int index(int schema) {
            return Double.isInfinite(far()) ? index(near(), schema) + 1 : index(far(), schema);
        }

        private static int index(double bound, int schema) {
            return (int) Math.rint(Math.scalb(Math.log(bound) / LOG_2, schema));
        }
    }

    FloatHistogram histogram() {
        int schema = schema();
        return schema == FloatHistogram.CUSTOM ? custom() : exponential(schema);
    }

    /// That of the first bucket that tells it: one that the zero bucket cuts does not.
    private int schema() {
        boolean isZeroOnly = true;
        for (var bucket : buckets) {
            if (bucket.lower() == Double.NEGATIVE_INFINITY) {
                return FloatHistogram.CUSTOM;
            }
            if (bucket.isZero()) {
                continue;
            }
            isZeroOnly = false;
            double schema = bucket.schema();
            int whole = (int) Math.rint(schema);
            if (FloatHistogram.isExponential(whole) && Math.abs(schema - whole) < TOLERANCE) {
                return whole;
            }
        }
        return isZeroOnly ? 0 : FloatHistogram.CUSTOM;
    }

    private FloatHistogram exponential(int schema) {
        double zeroThreshold = 0;
        double zeroCount = 0;
        var positive = new TreeMap<Integer, Double>();
        var negative = new TreeMap<Integer, Double>();
        for (var bucket : buckets) {
            if (bucket.isZero()) {
                zeroThreshold = bucket.upper();
                zeroCount = bucket.count();
            } else {
                (bucket.lower() >= 0 ? positive : negative)
                        .put(bucket.index(schema), bucket.count());
            }
        }
        return new FloatHistogram(
                schema,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                buckets(positive),
                buckets(negative),
                Bounds.NONE,
                CounterReset.UNKNOWN);
    }

    private FloatHistogram custom() {
        var bounds = new TreeSet<Double>();
        for (var bucket : buckets) {
            bounds.add(bucket.lower());
            bounds.add(bucket.upper());
        }
        bounds.remove(Double.NEGATIVE_INFINITY);
        bounds.remove(Double.POSITIVE_INFINITY);
        var counts = new TreeMap<Integer, Double>();
        for (var bucket : buckets) {
            counts.put(bounds.headSet(bucket.upper()).size(), bucket.count());
        }
        return new FloatHistogram(
                FloatHistogram.CUSTOM,
                0,
                0,
                count,
                sum,
                buckets(counts),
                Buckets.NONE,
                new Bounds(bounds.stream().mapToDouble(Double::doubleValue).toArray()),
                CounterReset.UNKNOWN);
    }

    private static Buckets buckets(TreeMap<Integer, Double> counts) {
        var spans = new ArrayList<Span>();
        int next = 0;
        for (int index : counts.keySet()) {
            if (!spans.isEmpty() && index == next) {
                spans.set(spans.size() - 1, longer(spans.getLast()));
            } else {
                spans.add(new Span(index - next, 1));
            }
            next = index + 1;
        }
        return new Buckets(
                spans, counts.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Span longer(Span span) {
        return new Span(span.offset(), span.length() + 1);
    }
}
