package penstock.kernel.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;
import penstock.kernel.audit.Checkpoints;

/// Signs the audit log's state beside the writer, not within it: signing must not slow a commit down. A checkpoint only
/// covers what is already durable.
final class CheckpointWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final Checkpoints checkpoints;
    private final SqliteSettings settings;
    private final InstantSource clock;
    private final Supplier<Transaction.Position> position;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    /// Up to which entry; 0 after a start, so that the first checkpoint repeats the last one's statement if nothing is new.
    private volatile long signed;

    private boolean isClosed;
    private boolean isFailing;

    CheckpointWriter(
            Checkpoints checkpoints,
            SqliteSettings settings,
            InstantSource clock,
            Supplier<Transaction.Position> position) {
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.clock = clock;
        this.position = position;
        this.thread = Thread.ofPlatform().name("store-checkpoints").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Called after each commit.
    void wake() {
        if (isDue() && lock.tryLock()) {
            try {
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isDue() {
        return position.get().sequence() - signed >= settings.checkpointEntries();
    }

    private void run() {
        lock.lock();
        try {
            while (!isClosed) {
                awaitChange();
                if (!isClosed) {
                    trySigning();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Until there is enough to sign or it has waited long enough. After a failure it always waits.
    private void awaitChange() {
        try {
            long left = settings.checkpointEvery().toNanos();
            while (left > 0 && !isClosed && (isFailing || !isDue())) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            // nobody has a reason to interrupt this thread; a checkpoint too early does no harm
        }
    }

    /// Whatever goes wrong, the next checkpoint is tried: nobody else writes one.
    private void trySigning() {
        try {
            sign();
        } catch (RuntimeException | Error e) {
            failed(e.toString());
        }
    }

    private void sign() {
        var reached = position.get();
        if (reached.sequence() == signed) {
            return;
        }
        try {
            checkpoints.append(reached.sequence(), reached.hash(), clock.instant());
            signed = reached.sequence();
            isFailing = false;
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    /// A failure is told once and tried again with the next checkpoint, which covers the same entries.
    private void failed(String cause) {
        if (!isFailing) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.SEQUENCE, position.get().sequence())
                    .addKeyValue(LogKeys.CAUSE, cause)
                    .log("audit checkpoint not written, will try again");
        }
        isFailing = true;
    }

    /// Signs what is left and ends the thread.
    void close() throws IOException {
        lock.lock();
        try {
            isClosed = true;
            changed.signal();
            sign();
        } finally {
            lock.unlock();
        }
        checkpoints.close();
    }
}
