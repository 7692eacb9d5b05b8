package penstock.server.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The long answers that are under way: bounded in number, and ended when the server stops.
final class Streams {
    private final int limit;
    private final Semaphore free;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopping;

    interface Work<A> {
        A run() throws InterruptedException, java.io.IOException;
    }

    Streams(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /// Runs work that [#stop] interrupts.
    ///
    /// @throws ProblemException `Unavailable` when there are too many, or the server stops
    <A> A run(Work<A> work) throws InterruptedException, java.io.IOException {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "Too many watches are open (limit: "
                                    + limit
                                    + "). Close some, or raise api.max-streams."));
        }
        running.add(Thread.currentThread());
        try {
            if (isStopping) {
                throw stopping();
            }
            return work.run();
        } finally {
            running.remove(Thread.currentThread());
            free.release();
        }
    }

    static ProblemException stopping() {
        return new ProblemException(new Problem.Unavailable("The server is stopping."));
    }

    int open() {
        return limit - free.availablePermits();
    }

    void stop() {
        isStopping = true;
        running.forEach(Thread::interrupt);
    }
}
