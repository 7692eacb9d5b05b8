package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class VirtualClockTest {
    private final VirtualClock clock = VirtualClock.create();
    private final Instant start = clock.instant();
    private final ArrayList<Duration> ran = new ArrayList<>();

    private void note() {
        ran.add(Duration.between(start, clock.instant()));
    }

    @Test
    void runsWhatFallsDueInOrderEachAtItsOwnTime() {
        clock.after(Duration.ofSeconds(5), this::note);
        clock.after(
                Duration.ofSeconds(1),
                () -> {
                    note();
                    clock.after(Duration.ofSeconds(2), this::note);
                });
        clock.after(Duration.ofSeconds(9), this::note);

        clock.advance(Duration.ofSeconds(6));

        assertThat(ran)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5));
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(6));
        assertThat(clock.pending()).isEqualTo(1);
    }

    @Test
    void aCancelledTaskNeverRuns() {
        clock.after(Duration.ofSeconds(1), this::note).cancel();

        clock.advance(Duration.ofSeconds(2));

        assertThat(ran).isEmpty();
    }

    @Test
    void aJumpRunsNothing() {
        clock.after(Duration.ofSeconds(1), this::note);

        clock.jump(Duration.ofHours(1));

        assertThat(ran).isEmpty();
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(3_600));
    }
}
