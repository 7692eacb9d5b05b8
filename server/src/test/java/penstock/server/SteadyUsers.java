package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Requests of one user after the other, until it is closed; all must be answered with 200.
final class SteadyUsers implements AutoCloseable {
    /// Fifty requests a second, so that those which a bad candidate fails before it is taken back are within the budget of `rescue`, and
    /// do not come at one moment, which would count as one event.
    private static final long PAUSE_NANOS = 20_000_000;

    private final AtomicInteger sent = new AtomicInteger();
    private final List<String> bad = new ArrayList<>();
    private final Thread thread;
    private volatile boolean isOver;

    SteadyUsers(Installation installation) {
        thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (!isOver) {
                                        var answer =
                                                installation.get(
                                                        "shop.localhost",
                                                        "/",
                                                        "user" + sent.incrementAndGet());
                                        if (!answer.startsWith("HTTP/1.1 200")) {
                                            bad.add(answer);
                                        }
                                        LockSupport.parkNanos(PAUSE_NANOS);
                                    }
                                });
    }

    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(sent.get()).isPositive();
        assertThat(bad).as("answers of " + sent.get() + " that were not 200").isEmpty();
    }
}
