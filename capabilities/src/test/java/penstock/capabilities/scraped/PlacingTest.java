package penstock.capabilities.scraped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.judge.Histogram;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;

/// Values of wide buckets among the judge's narrow ones.
final class PlacingTest {
    private static final double[] BOUNDS = {0.1, 0.25, 0.5};

    private static FloatHistogram told(double... counts) {
        return new FloatHistogram(
                FloatHistogram.CUSTOM,
                0,
                0,
                0,
                0,
                Buckets.run(0, counts),
                Buckets.NONE,
                new Bounds(BOUNDS),
                CounterReset.UNKNOWN);
    }

    @Test
    void oneValueAndAThousandAreSpreadAlike() {
        int edge = Histogram.indexOf(0.2);
        double expected = (0.25 - Histogram.upperBound(edge)) / 0.15;
        for (int count : new int[] {1, 7, 1_000}) {
            double above = 0;
            for (int seed = 0; seed < 4_000; seed++) {
                var placed = Placing.of(List.of(told(0, count, 0, 0)), seed);
                assertThat(placed.count()).isEqualTo(count);
                above += placed.countAbove(edge);
            }

            assertThat(above / count / 4_000)
                    .as("%d values", count)
                    .isCloseTo(expected, within(0.03));
        }
    }

    @Test
    void noValueLeavesItsBucket() {
        for (int seed = 0; seed < 100; seed++) {
            var placed = Placing.of(List.of(told(3, 5, 7, 2)), seed);

            assertThat(placed.countAbove(Histogram.indexOf(0.1))).isBetween(14L - 1, 14L + 1);
            assertThat(placed.countAbove(Histogram.indexOf(0.5))).isEqualTo(2);
            assertThat(placed.count()).isEqualTo(17);
        }
    }

    @Test
    void theSameSeedPlacesTheSame() {
        var part = List.of(told(11, 13, 17, 19));

        assertThat(Placing.of(part, 7)).isEqualTo(Placing.of(part, 7));
    }
}
