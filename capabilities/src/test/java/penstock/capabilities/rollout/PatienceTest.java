package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import penstock.model.ProblemException;

/// Who asks for much evidence takes neither the processor nor the places of all others for long.
final class PatienceTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void workThatTakesTooLongEndsWithAMessage() {
        var patience = new Patience(Duration.ofSeconds(5), () -> nanos.addAndGet(1_000_000_000));

        assertThatThrownBy(
                        () ->
                                patience.run(
                                        tick -> {
                                            while (true) {
                                                tick.run();
                                            }
                                        }))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 5 s");
    }

    @Test
    void twoAtOnceAndTheNextWaitsForAPlace() throws Exception {
        var patience = new Patience(Duration.ofMillis(20), nanos::get);
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(2);
        CompletableFuture<?>[] busy = new CompletableFuture<?>[2];
        for (int i = 0; i < 2; i++) {
            busy[i] =
                    CompletableFuture.supplyAsync(
                            () ->
                                    patience.run(
                                            _ -> {
                                                begun.countDown();
                                                return await(release);
                                            }),
                            task -> Thread.ofVirtual().start(task));
        }
        begun.await();

        assertThatThrownBy(() -> patience.run(_ -> "x")).hasMessageContaining("Too many ask");
        release.countDown();
        CompletableFuture.allOf(busy).join();

        String answer = patience.run(_ -> "x");
        assertThat(answer).isEqualTo("x");
    }

    private static String await(CountDownLatch latch) {
        try {
            latch.await();
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
