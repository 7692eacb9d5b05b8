package penstock.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// How unevenly stable's slow requests come, as [Baseline] tells it.
final class DispersionTest {
    private static final Metric.Quantile P90 = (Metric.Quantile) Metrics.LATENCY_P90;
    private static final int FAST = -80;
    private static final int SLOW = 0;
    private static final int EDGE = -40;
    private static final int A_TICK = 24;
    private static final int TICKS_A_MINUTE = 240;

    /// One request in ten is slow, each by itself.
    @Test
    void isOneWhereRequestsAreSlowIndependently() {
        var random = new SplittableRandom(3);
        var baseline = new Baseline(List.of());
        for (var tick = 1; tick <= 5 * TICKS_A_MINUTE; tick++) {
            var slow = 0;
            for (var i = 0; i < A_TICK; i++) {
                slow += random.nextInt(10) == 0 ? 1 : 0;
            }
            baseline.add(tick * 250L, sample(slow));
        }

        assertThat(baseline.dispersion(P90, EDGE)).isBetween(1.0, 1.3);
    }

    /// A stall of a second in each ten, begun at any quarter of one: spans of four seconds vary 73 times as much as by chance,
    /// neighbouring seconds, between which most stalls are split, 53 times.
    @Test
    void isToldInFullWhereStallsLastASecond() {
        var baseline = stalling(5 * TICKS_A_MINUTE);

        assertThat(baseline.dispersion(P90, EDGE)).isBetween(65.0, 110.0);
    }

    /// By chance there may be hardly any stalls for a minute; the candidate's next ones are no fault even so.
    @Test
    void isKeptInMindForAMinuteWithoutStalls() {
        var baseline = stalling(4 * TICKS_A_MINUTE);
        for (var tick = 1; tick <= TICKS_A_MINUTE; tick++) {
            baseline.add(
                    (4 * TICKS_A_MINUTE + tick) * 250L, sample(tick % 10 == 0 ? A_TICK / 2 : 0));
        }

        assertThat(baseline.dispersion(P90, EDGE)).isBetween(50.0, 110.0);
    }

    private static Baseline stalling(int ticks) {
        var random = new SplittableRandom(7);
        var baseline = new Baseline(List.of());
        var from = 0;
        for (var tick = 1; tick <= ticks; tick++) {
            if (tick % 40 == 1) {
                from = tick + random.nextInt(36);
            }
            baseline.add(tick * 250L, sample(tick >= from && tick < from + 4 ? A_TICK : 0));
        }
        return baseline;
    }

    private static Sample sample(int slow) {
        var values = Histogram.of(new int[] {FAST, SLOW}, new long[] {A_TICK - slow, slow});
        return new Sample(A_TICK, 0, values);
    }
}
