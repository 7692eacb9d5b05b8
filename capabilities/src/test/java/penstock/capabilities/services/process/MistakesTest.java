package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.capabilities.services.Instance.State;

/// Whatever goes wrong on the thread that looks after an instance (a class that cannot be loaded without file descriptors),
/// nobody else does its work.
final class MistakesTest {
    @TempDir Path data;

    /// Fails once: each time that such a thread asks for the time, it is at another step.
    private static final class FailingClock implements InstantSource {
        private final AtomicInteger left;

        FailingClock(int at) {
            left = new AtomicInteger(at);
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals("instance-a")
                    && left.decrementAndGet() == 0) {
                throw new NoClassDefFoundError("for a test");
            }
            return Instant.now();
        }

        boolean hasFailed() {
            return left.get() <= 0;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anInstanceIsStartedAndEndedWhateverGoesWrongOnce(int at) throws Exception {
        var clock = new FailingClock(at);
        try (var site = new Site(data, System.getenv(), clock)) {
            site.target.start(Specs.shell("a", "sleep 600").ready("true").spec());
            var ready = site.await("a", seen -> seen.state() == State.READY);
            site.target.stop("a", Duration.ofSeconds(20));
            site.await("a", State.EXITED);

            assertThat(clock.hasFailed()).isTrue();
            site.untilGone(ready.pid());
        }
    }
}
