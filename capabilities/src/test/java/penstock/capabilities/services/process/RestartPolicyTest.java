package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.RestartSpec;

final class RestartPolicyTest {
    private static final RestartSpec SPEC =
            new RestartSpec(
                    Duration.ofSeconds(1), Duration.ofSeconds(60), 5, Duration.ofMinutes(5));
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void doublesThePauseWithEachExitUpToTheLongest() {
        var exits = new ArrayList<Instant>();
        var delays = new ArrayList<Long>();

        for (int i = 0; i < 9; i++) {
            exits.add(NOON.plusSeconds(i));
            delays.add(RestartPolicy.decide(SPEC, exits).delay().toSeconds());
        }

        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void callsFiveExitsInTheWindowACrashLoop() {
        var four = List.of(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3));
        var five = new ArrayList<>(four);
        five.add(NOON.plusSeconds(299));

        assertThat(RestartPolicy.decide(SPEC, four).isCrashLoop()).isFalse();
        assertThat(RestartPolicy.decide(SPEC, five).isCrashLoop()).isTrue();
    }

    @Test
    void forgetsExitsBeforeTheWindowAndThoseOfAClockThatWasSetBack() {
        var exits = List.of(NOON, NOON.plusSeconds(200), NOON.plusSeconds(9_000));

        var recent = RestartPolicy.recent(SPEC, exits, NOON.plusSeconds(300));

        assertThat(recent).containsExactly(NOON.plusSeconds(200));
    }
}
