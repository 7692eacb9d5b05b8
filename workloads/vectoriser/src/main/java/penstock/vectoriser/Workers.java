package penstock.vectoriser;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs conversions on a few threads with a bounded queue before them. Conversions are pure
/// computation, so more threads than cores would only make each slower.
final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor pool;

    Workers(int threads, int queue) {
        this.pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("convert-", 1).daemon().factory());
    }

    /// The result of the task; waits for a free thread. With a full queue the answer is 503 at once.
    <T> T run(Callable<T> task) throws Exception {
        var future = new FutureTask<>(task);
        try {
            pool.execute(future);
        } catch (RejectedExecutionException e) {
            throw new Problem(
                    503,
                    "queue-full",
                    "the queue of conversions is full; try again in a second",
                    1);
        }
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new Problem(503, "out-of-memory", "not enough memory for this picture", 5);
            }
            throw e;
        }
    }

    int waiting() {
        return pool.getQueue().size();
    }

    int busy() {
        return pool.getActiveCount();
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
