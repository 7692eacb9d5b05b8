package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Duration ahead(Instant at, Duration most) {
        long now = System.nanoTime();
        return Duration.ofNanos(Moments.nanos(at, most, InstantSource.fixed(NOW)) - now);
    }

    @Test
    void aClockThatWasSetBackWhileNoServerRanDoesNotPutOffWhatIsDue() {
        var written = NOW.plus(Duration.ofHours(1));

        assertThat(ahead(written, Duration.ofSeconds(60)))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(70));
        assertThat(ahead(written, Duration.ZERO)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aMomentThatIsNearIsItself() {
        assertThat(ahead(NOW.plusSeconds(30), Duration.ofSeconds(60)))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        assertThat(ahead(NOW.minusSeconds(30), Duration.ofSeconds(60)))
                .isBetween(Duration.ofSeconds(-30), Duration.ofSeconds(-20));
    }
}
