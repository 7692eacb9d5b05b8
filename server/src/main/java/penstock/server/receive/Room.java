package penstock.server.receive;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Memory for what is under way: whoever wants some waits for it for a while, in the order of asking, and is told to come again then.
final class Room {
    /// How many may wait; each holds little more than its connection.
    private static final int MOST_WAITING = 256;

    private final String what;
    private final Semaphore free;
    private final Duration patience;

    /// @param what there is too much of, in a sentence
    Room(String what, int size, Duration patience) {
        this.what = what;
        free = new Semaphore(size, true);
        this.patience = patience;
    }

    /// A part that was taken, until it is closed.
    interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /// @throws ProblemException `Unavailable` when there is none in time
    Taken take(int size) throws InterruptedException {
        boolean isTaken =
                free.getQueueLength() < MOST_WAITING
                        && free.tryAcquire(size, patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!isTaken) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "Too many metrics are being received at once: "
                                    + what
                                    + ". Send them again in a moment."));
        }
        return () -> free.release(size);
    }
}
