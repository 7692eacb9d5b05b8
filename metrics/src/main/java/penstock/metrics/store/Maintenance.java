package penstock.metrics.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A thread that maintains a store, until it is closed.
public final class Maintenance implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    Maintenance(TimeSeriesStore store, Duration period) {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("metrics-maintenance")
                        .start(() -> run(store, period));
    }

    private void run(TimeSeriesStore store, Duration period) {
        try {
            do {
                maintain(store);
            } while (!end.await(period.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void maintain(TimeSeriesStore store) {
        try {
            store.maintain();
        } catch (Error _) {
            // Not even the failure could be told. Memory may be there next time, and nobody else
            // does this work.
        }
    }

    /// Returns when the thread has ended.
    @Override
    public void close() {
        end.countDown();
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
