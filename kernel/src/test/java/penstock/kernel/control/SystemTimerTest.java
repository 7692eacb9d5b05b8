package penstock.kernel.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SystemTimerTest {
    /// The delays are long beside what a busy machine takes from one line to the next.
    @Test
    void runsTasksInTheOrderOfTheirDelaysAndNotTheCancelledOnes() throws InterruptedException {
        var ran = new LinkedBlockingQueue<String>();
        try (var timer = new SystemTimer()) {
            timer.after(Duration.ofMillis(1_200), () -> ran.add("last"));
            timer.after(Duration.ofSeconds(1), () -> ran.add("cancelled")).cancel();
            timer.after(Duration.ofMillis(1), () -> ran.add("first"));

            assertThat(ran.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(ran.poll(30, TimeUnit.SECONDS)).isEqualTo("last");
        }
        assertThat(ran).isEmpty();
    }
}
