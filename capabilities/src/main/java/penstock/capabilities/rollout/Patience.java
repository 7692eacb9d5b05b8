package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Keeps what is computed for somebody who asks from taking the processor: so many at once, and each for so long.
final class Patience {
    private static final int AT_ONCE = 2;

    /// Looking at the time costs more than a line does.
    private static final int LINES = 1_024;

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Duration longest;
    private final LongSupplier nanos;

    /// @param longest that one answer may take, and that somebody waits for a place
    Patience(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
    }

    /// What is done with the patience of one asker.
    interface Work<T> {
        /// @param tick to be called for each line
        T with(Runnable tick);
    }

    /// @throws ProblemException `Unavailable` when it takes too long or too many ask
    <T> T run(Work<T> work) {
        try {
            if (!places.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable("Too many ask for evidence at present; ask again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("The server is stopping.");
        }
        try {
            return work.with(clock());
        } finally {
            places.release();
        }
    }

    private Runnable clock() {
        long end = nanos.getAsLong() + longest.toNanos();
        var lines = new int[1];
        return () -> {
            lines[0]++;
            if (lines[0] % LINES == 0 && nanos.getAsLong() > end) {
                throw unavailable(
                        "The evidence is so long that reading it takes more than "
                                + longest.toSeconds()
                                + " s. Fetch it (GET …/rollouts/NAME/evidence) and look at it elsewhere.");
            }
        };
    }

    private static ProblemException unavailable(String words) {
        return new ProblemException(new Problem.Unavailable(words));
    }
}
