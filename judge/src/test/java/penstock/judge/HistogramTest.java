package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistogramTest {
    @Test
    void putsPowersOfTwoIntoTheBucketThatEndsThere() {
        assertThat(Histogram.indexOf(1)).isZero();
        assertThat(Histogram.indexOf(2)).isEqualTo(16);
        assertThat(Histogram.indexOf(0.25)).isEqualTo(-32);
        assertThat(Histogram.indexOf(Math.nextUp(1.0))).isEqualTo(1);
        assertThat(Histogram.indexOf(0.001)).isEqualTo(-159);
    }

    @Test
    void coversEveryDurationWithTheBucketWhoseBoundsEncloseIt() {
        var random = new SplittableRandom(1);

        for (var i = 0; i < 20_000; i++) {
            var seconds = Math.pow(10, random.nextDouble(-8, 5));
            var index = Histogram.indexOf(seconds);

            assertThat(seconds)
                    .isGreaterThan(Histogram.upperBound(index - 1))
                    .isLessThanOrEqualTo(Histogram.upperBound(index));
        }
    }

    @Test
    void putsZeroAndNegativeDurationsIntoTheLowestBucket() {
        assertThat(Histogram.indexOf(0)).isEqualTo(Histogram.indexOf(-1)).isEqualTo(-480);
        assertThatIllegalArgumentException().isThrownBy(() -> Histogram.indexOf(Double.NaN));
    }

    @Test
    void countsDurationsAboveAnEdge() {
        var histogram = Histogram.of(Map.of(-10, 3L, 0, 2L, 5, 1L));

        assertThat(histogram.count()).isEqualTo(6);
        assertThat(histogram.countAbove(-11)).isEqualTo(6);
        assertThat(histogram.countAbove(-10)).isEqualTo(3);
        assertThat(histogram.countAbove(4)).isEqualTo(1);
        assertThat(histogram.countAbove(5)).isZero();
    }

    @Test
    void findsQuantiles() {
        var histogram = Histogram.of(Map.of(-10, 50L, 0, 40L, 5, 10L));

        assertThat(histogram.quantileIndex(0.5)).isEqualTo(-10);
        assertThat(histogram.quantileIndex(0.51)).isZero();
        assertThat(histogram.quantileIndex(0.9)).isZero();
        assertThat(histogram.quantileIndex(0.99)).isEqualTo(5);
    }

    @Test
    void hasDurationsAboveTheEdgeBelowAQuantileEvenInOneBucket() {
        var histogram = Histogram.of(Map.of(7, 100L));

        assertThat(histogram.edgeBelow(0.99)).isEqualTo(6);
        assertThat(histogram.countAbove(6)).isEqualTo(100);
    }

    @Test
    void isTheSameHoweverShardsAreMerged() {
        var one = Histogram.of(Map.of(1, 1L, 3, 2L));
        var two = Histogram.of(Map.of(2, 5L, 3, 1L));
        var three = Histogram.of(new int[] {9, 1, 9}, new long[] {1, 2, 3});

        var left = one.merge(two).merge(three);
        var right = three.merge(two.merge(one));

        assertThat(left)
                .isEqualTo(right)
                .isEqualTo(Histogram.of(Map.of(1, 3L, 2, 5L, 3, 3L, 9, 4L)));
        assertThat(left.hashCode()).isEqualTo(right.hashCode());
        assertThat(left.minus(two)).isEqualTo(one.merge(three));
    }

    @Test
    void refusesWhatCannotBeAHistogram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.of(Map.of(1, -1L)))
                .withMessage("count: -1 in bucket 1 (expected: 0 or more)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.of(new int[] {481}, new long[] {1}))
                .withMessage("index: 481 (expected: -480..480)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.of(new int[1], new long[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.empty().minus(Histogram.of(Map.of(1, 1L))));
        assertThatIllegalStateException().isThrownBy(() -> Histogram.empty().quantileIndex(0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.of(Map.of(1, 1L)).quantileIndex(1));
    }
}
