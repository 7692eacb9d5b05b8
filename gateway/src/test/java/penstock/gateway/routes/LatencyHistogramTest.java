package penstock.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void everyTimeIsInTheOneBucketWhoseBoundsHoldIt() {
        var random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long nanos = 2 + (long) Math.exp(random.nextDouble() * Math.log(6e13));
            double seconds = nanos / 1e9;
            int index = LatencyHistogram.indexOf(nanos);

            assertThat(seconds).isLessThanOrEqualTo(LatencyHistogram.upperBound(index));
            assertThat(seconds).isGreaterThan(LatencyHistogram.upperBound(index - 1));
        }
    }

    @Test
    void boundsBelongToTheBucketBelow() {
        assertThat(LatencyHistogram.indexOf(1_000_000_000L)).isZero();
        assertThat(LatencyHistogram.indexOf(1_000_000_001L)).isEqualTo(1);
        assertThat(LatencyHistogram.indexOf(2_000_000_000L)).isEqualTo(16);
        assertThat(LatencyHistogram.indexOf(500_000_000L)).isEqualTo(-16);
        assertThat(LatencyHistogram.indexOf(0)).isEqualTo(LatencyHistogram.MIN_INDEX);
        assertThat(LatencyHistogram.indexOf(1)).isEqualTo(LatencyHistogram.MIN_INDEX);
        assertThat(LatencyHistogram.indexOf(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.MAX_INDEX);
    }

    @Test
    void addingIsTheSameInAnyOrderAndLosesNothing() {
        var one = LatencyHistogram.of(new int[] {-3, 5}, new long[] {2, 1});
        var other = LatencyHistogram.of(new int[] {-3, 7}, new long[] {1, 4});

        assertThat(one.plus(other))
                .isEqualTo(LatencyHistogram.of(new int[] {-3, 5, 7}, new long[] {3, 1, 4}));
        assertThat(one.plus(other)).isEqualTo(other.plus(one)).isNotEqualTo(one);
        assertThat(one.plus(LatencyHistogram.EMPTY)).isEqualTo(one);
        assertThat(one.plus(other).count()).isEqualTo(8);
        assertThat(one.plus(other).countAbove(5)).isEqualTo(4);
        assertThat(one.plus(other).quantileIndex(0.5)).isEqualTo(5);
        assertThat(one.plus(other).quantileIndex(0)).isEqualTo(-3);
        assertThat(one.plus(other).quantileIndex(1)).isEqualTo(7);
    }

    @Test
    void bucketsOutOfOrderAreRefused() {
        assertThatThrownBy(() -> LatencyHistogram.of(new int[] {3, 3}, new long[] {1, 1}))
                .hasMessage("bucket: 3 (expected: 4..256)");
        assertThatThrownBy(() -> LatencyHistogram.of(new int[] {3}, new long[] {0}))
                .hasMessage("count of bucket 3: 0 (expected: 1..9223372036854775807)");
    }
}
