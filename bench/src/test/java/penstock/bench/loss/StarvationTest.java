package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StarvationTest {
    private static final long MILLI = 1_000_000;

    /// Whether its thread has seen the later moment or not, the answer is the same.
    @Test
    void aWaitForAProcessorIsKnownWhileItLastsAndAfterwards() {
        var now = new AtomicLong();
        try (var starvation = new Starvation(now::get)) {
            assertThat(starvation.worstNanos(0, 10_000 * MILLI)).isZero();

            now.set(1_000 * MILLI);

            assertThat(starvation.worstNanos(0, 10_000 * MILLI)).isEqualTo(980 * MILLI);
            assertThat(starvation.worstNanos(2_000 * MILLI, 10_000 * MILLI)).isZero();
        }
    }
}
