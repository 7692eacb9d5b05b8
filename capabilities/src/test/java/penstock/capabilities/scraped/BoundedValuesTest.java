package penstock.capabilities.scraped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import penstock.judge.Better;
import penstock.judge.Metric;
import penstock.judge.Moments;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

/// What is known of values of which only buckets and the sum are told.
final class BoundedValuesTest {
    private static final double ONE_OF_SUM = 0x1p24;
    private static final double ONE_OF_SQUARES = 0x1p30;

    private static Metric.Mean range(double low, double high) {
        return new Metric.Mean("score", "score", low, high, "", Better.HIGHER, 1);
    }

    private static FloatHistogram histogram(double[] bounds, double... values) {
        var counts = new double[bounds.length + 1];
        for (double value : values) {
            int at = Arrays.binarySearch(bounds, value);
            counts[at < 0 ? -at - 1 : at]++;
        }
        return histogram(bounds, counts, Arrays.stream(values).sum());
    }

    private static FloatHistogram histogram(double[] bounds, double[] counts, double sum) {
        return new FloatHistogram(
                FloatHistogram.CUSTOM,
                0,
                0,
                Arrays.stream(counts).sum(),
                sum,
                Buckets.run(0, counts),
                Buckets.NONE,
                new Bounds(bounds),
                CounterReset.UNKNOWN);
    }

    private static double sum(Moments moments) {
        return moments.sum() / ONE_OF_SUM;
    }

    private static double squares(Moments moments) {
        return moments.squares() / ONE_OF_SQUARES;
    }

    @Test
    void numberAndSumAreExactAndTheSquaresAreNeverLessThanTheyWere() {
        long seed = 20_261_126;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 2_000; round++) {
            double[] bounds =
                    random.doubles(1 + random.nextInt(8), 0.01, 1).sorted().distinct().toArray();
            double[] values = random.doubles(1 + random.nextInt(40)).toArray();
            double top = bounds[bounds.length - 1];
            double[] within = Arrays.stream(values).map(value -> value * top).toArray();

            var result = BoundedValues.within(range(0, 1), histogram(bounds, within));

            double squares = Arrays.stream(within).map(value -> value * value).sum();
            var moments = result.moments();
            assertThat(moments.n()).as("seed %d round %d", seed, round).isEqualTo(within.length);
            assertThat(sum(moments)).isCloseTo(Arrays.stream(within).sum(), within(1e-6));
            assertThat(squares(moments)).isGreaterThanOrEqualTo(squares - 1e-6);
            assertThat(result.clipped()).isZero();
        }
    }

    @Test
    void theBoundIsReachedByValuesAtTheEndsOfTheirBuckets() {
        double[] bounds = {0.5, 0.6, 0.8, 1};

        var ends = BoundedValues.within(range(0, 1), histogram(bounds, 0.5, 0.8, 1, 1));

        assertThat(squares(ends.moments())).isCloseTo(0.25 + 0.64 + 2, within(1e-6));
    }

    @Test
    void narrowBucketsGiveTheSquaresAway() {
        double[] narrow = {0.9, 0.91, 0.92, 0.93, 0.94, 0.95};
        double[] wide = {0.9, 0.95};
        double[] values = {0.905, 0.915, 0.925, 0.935, 0.945};
        double squares = Arrays.stream(values).map(value -> value * value).sum();

        double close =
                squares(BoundedValues.within(range(0, 1), histogram(narrow, values)).moments());
        double loose =
                squares(BoundedValues.within(range(0, 1), histogram(wide, values)).moments());

        assertThat(close - squares).isBetween(0.0, 0.0008);
        assertThat(loose - squares).isBetween(0.0016, 0.004);
    }

    @Test
    void whatIsBeyondTheRangeCountsAtItsEndAndIsTold() {
        double[] bounds = {0.6, 0.7, 0.8, 0.9, 1, 1.1};

        var result = BoundedValues.within(range(0.8, 1), histogram(bounds, 0.65, 0.85, 0.95, 1.05));

        // The first counts as 0.05 above the lower end, the last as 0.05 below the upper one.
        assertThat(result.clipped()).isEqualTo(2);
        assertThat(sum(result.moments()))
                .isCloseTo((0.05 + 0.05 + 0.15 + 0.15) / 0.2, within(1e-5));
    }

    @Test
    void whatIsInABucketWithoutEndCountsAsTheEnd() {
        var result =
                BoundedValues.within(range(0, 1), histogram(new double[] {0.5, 1}, 0.4, 0.8, 1e9));

        assertThat(result.clipped()).isEqualTo(1);
        assertThat(result.moments().n()).isEqualTo(3);
        assertThat(sum(result.moments())).isBetween(1.2, 2.5001);
    }

    @Test
    void aSumThatIsNoneLeavesTheMiddle() {
        for (double sum : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            var told = histogram(new double[] {0.5, 1}, new double[] {2, 2, 0}, sum);

            var moments = BoundedValues.within(range(0, 1), told).moments();

            assertThat(sum(moments)).isCloseTo(2, within(1e-6));
        }
    }

    @Test
    void aSumThatTheBucketsForbidIsTheNearestTheyAllow() {
        double[] counts = {0, 4, 0};

        var low = BoundedValues.within(range(0, 1), histogram(new double[] {0.5, 1}, counts, -9));
        var high = BoundedValues.within(range(0, 1), histogram(new double[] {0.5, 1}, counts, 99));

        assertThat(sum(low.moments())).isEqualTo(2);
        assertThat(sum(high.moments())).isEqualTo(4);
    }

    @Test
    void withACapEachValueCountsAsTheMiddleOfItsBucket() {
        double[] bounds = {1, 2, 4, 8};

        var result = BoundedValues.capped(range(0, 4), histogram(bounds, 0.3, 1.9, 2.5, 7, 1e6));

        double places = 0.5 / 4 + 1.5 / 4 + 3.0 / 4 + 1 + 1;
        assertThat(result.moments().n()).isEqualTo(5);
        assertThat(sum(result.moments())).isCloseTo(places, within(1e-6));
    }

    @Test
    void nothingIsNothing() {
        var none = histogram(new double[] {1}, new double[] {0, 0}, 0);

        assertThat(BoundedValues.within(range(0, 1), none).moments()).isEqualTo(Moments.NONE);
        assertThat(BoundedValues.capped(range(0, 1), none).moments()).isEqualTo(Moments.NONE);
    }
}
