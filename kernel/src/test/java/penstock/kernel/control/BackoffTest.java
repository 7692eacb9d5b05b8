package penstock.kernel.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = Backoff.usual(new SplittableRandom(7));

    @Test
    void startsAtTheFirstDelayAndStaysBelowTheLongest() {
        assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(100));
        for (int failures = 1; failures < 200; failures++) {
            assertThat(backoff.delay(failures))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(30));
        }
        assertThat(backoff.delay(Integer.MAX_VALUE))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    @Test
    void doublesWithEachFailure() {
        for (int failures = 2; failures < 9; failures++) {
            long full = 100L << (failures - 1);

            assertThat(backoff.delay(failures))
                    .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void spreadsWhatFailedTogether() {
        var delays = IntStream.range(0, 100).mapToObj(_ -> backoff.delay(8)).distinct();

        assertThat(delays.count()).isGreaterThan(90);
    }

    @Test
    void refusesDelaysThatMakeNoSense() {
        assertThatThrownBy(
                        () ->
                                new Backoff(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(1),
                                        new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("most not below first");
    }
}
