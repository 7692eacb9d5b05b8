package penstock.capabilities.scraped;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import penstock.judge.Histogram;
import penstock.metrics.histogram.BucketWalk;
import penstock.metrics.histogram.FloatHistogram;

/// Puts the values of a histogram into the judge's narrower buckets, as if they were evenly spread within each bucket, which is what
/// `histogram_quantile` assumes. Where between two of the judge's buckets the values of one bucket are parted is drawn by lot, so that each
/// expectation is exactly the even one, for one value as for a thousand: versions that are equal stay so, however many values each has.
/// What is drawn goes into the evidence log with the rest.
final class Placing {
    /// Up to it, values of a bucket without an upper end are spread.
    private static final double LONGEST = Histogram.upperBound(30 * Histogram.BUCKETS_PER_DOUBLING);

    private final SplittableRandom random;
    private final Map<Integer, Long> placed = new TreeMap<>();

    private Placing(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// @param seed another for each version and interval
    static Histogram of(Iterable<FloatHistogram> parts, long seed) {
        var placing = new Placing(seed);
        for (var part : parts) {
            for (var walk = BucketWalk.all(part); walk.next(); ) {
                placing.add(walk.lower(), walk.upper(), Math.round(walk.count()));
            }
        }
        return Histogram.of(placing.placed);
    }

    private void add(double from, double upper, long count) {
        if (count <= 0) {
            return;
        }
        double lower = Math.clamp(from, 0, LONGEST);
        int first = Histogram.indexOf(lower == 0 ? 0 : Math.nextUp(lower));
        if (!(upper > lower) || upper > LONGEST) {
            placed.merge(first, count, Long::sum);
            return;
        }
        int last = Histogram.indexOf(upper);
        double lot = random.nextDouble();
        long before = 0;
        for (int index = first; index <= last; index++) {
            double share = (Histogram.upperBound(index) - lower) / (upper - lower);
            long until =
                    index == last
                            ? count
                            : Math.clamp((long) Math.floor(share * count + lot), before, count);
            if (until > before) {
                placed.merge(index, until - before, Long::sum);
            }
            before = until;
        }
    }
}
