package penstock.kernel.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SystemTimerJumpTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong(17);

    private void pass(Duration time) {
        wall.updateAndGet(now -> now.plus(time));
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aClockThatIsSetForthAndBackByAnHourDoesNotMoveTheTime() {
        try (var timer = new SystemTimer(wall::get, nanos::get)) {
            pass(Duration.ofSeconds(10));
            wall.updateAndGet(now -> now.plus(Duration.ofHours(1)));
            timer.lookAtWallClock();
            var ahead = timer.instant();
            pass(Duration.ofSeconds(10));
            wall.updateAndGet(now -> now.minus(Duration.ofHours(2)));
            timer.lookAtWallClock();

            assertThat(ahead).isEqualTo(START.plusSeconds(10));
            assertThat(timer.instant()).isEqualTo(START.plusSeconds(20));
        }
    }
}
