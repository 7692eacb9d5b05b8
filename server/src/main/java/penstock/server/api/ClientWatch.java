package penstock.server.api;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import penstock.metrics.promql.Cancellation;

/// Ends what a client waits for when the client is gone, or when it takes too long.
final class ClientWatch {
    /// How often it looks whether the client is still there.
    private static final long LOOK_MILLIS = 50;

    private ClientWatch() {}

    /// Does the work on this thread. Once it is over, nobody else looks at the connection.
    ///
    /// @param cancellation what the work stops by
    static <T> T during(
            Request request, Duration limit, Cancellation cancellation, Supplier<T> work) {
        var ended = new CountDownLatch(1);
        long deadline = System.nanoTime() + limit.toNanos();
        var watch =
                Thread.ofVirtual()
                        .name("client-watch")
                        .start(() -> watch(request, ended, deadline, cancellation));
        try {
            return work.get();
        } finally {
            // Nobody may read from the connection once the answer goes out.
            ended.countDown();
            join(watch);
        }
    }

    /// It ends within a moment, so an interruption is put off, and the result of the work is not lost.
    private static void join(Thread watch) {
        boolean isInterrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void watch(
            Request request, CountDownLatch ended, long deadline, Cancellation cancellation) {
        try {
            boolean isLooking = true;
            while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // A client that sends its next request is there; what it sends must not be read
                // here.
                var client = isLooking ? request.client().get() : Client.SENDS;
                isLooking = client != Client.SENDS;
                if (client == Client.GONE || System.nanoTime() - deadline > 0) {
                    cancellation.cancel();
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
