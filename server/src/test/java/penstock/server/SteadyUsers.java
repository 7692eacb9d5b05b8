package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Requests of a hundred users, one after the other, until it is closed; all must be answered with 200.
final class SteadyUsers implements AutoCloseable {
    /// More than come in a second or two: what all users meet at the same moment counts as one event, which never decides alone.
    private static final int USERS = 20_000;

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
                                                        "user" + sent.incrementAndGet() % USERS);
                                        if (!answer.startsWith("HTTP/1.1 200")) {
                                            bad.add(answer);
                                        }
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
