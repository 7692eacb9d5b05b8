package penstock.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void quantilesAreNeverTooLowAndAtMostABucketTooHigh() {
        var histogram = new Histogram();
        var random = new SplittableRandom(7);
        var values = new long[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) (1e6 * Math.exp(random.nextDouble() * 9));
            histogram.record(values[i]);
        }
        Arrays.sort(values);

        for (var share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = values[(int) Math.ceil(share * values.length) - 1] / 1e6;
            assertThat(histogram.quantileMillis(share)).isGreaterThanOrEqualTo(exact - 0.001);
            assertThat(histogram.quantileMillis(share))
                    .isCloseTo(exact, Percentage.withPercentage(3.3));
        }
        assertThat(histogram.count()).isEqualTo(values.length);
        assertThat(histogram.maxMillis()).isEqualTo(values[values.length - 1] / 1e6);
    }

    @Test
    void anEmptyHistogramAnswersZero() {
        assertThat(new Histogram().quantileMillis(0.99)).isZero();
    }

    @Test
    void shortestAndVeryLongDurationsAreKept() {
        var histogram = new Histogram();

        histogram.record(0);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.quantileMillis(0.5)).isLessThan(0.01);
    }

    @Test
    void aShareOutsideOfZeroToOneIsRefused() {
        assertThatThrownBy(() -> new Histogram().quantileMillis(1.5))
                .hasMessageContaining("1.5 (expected: 0..1)");
    }
}
