package penstock.kernel.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.kernel.LogKeys;

/// Copies the write-ahead log into the database beside the writer, in small parts and often, so that the writer, which
/// must do it when the log has become long, finds almost nothing left to copy. This keeps the slowest writes fast.
final class LogCopier {
    private static final Logger LOG = LoggerFactory.getLogger(LogCopier.class);

    /// After so many commits it is worth it.
    private static final int COMMITS = 100;

    /// No more often than this: a page that changes again and again is then copied once.
    private static final long PAUSE_MILLIS = 250;

    private final Path file;
    private final Session session;
    private final Semaphore commits = new Semaphore(0);
    private final Semaphore stopping = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;

    LogCopier(Path file, Session session) {
        this.file = file;
        this.session = session;
        this.thread = Thread.ofPlatform().name("store-log-copier").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Called after each commit.
    void wake() {
        commits.release();
    }

    private void run() {
        try {
            while (!isClosed) {
                commits.acquire(COMMITS);
                commits.drainPermits();
                copy();
                isClosed |= stopping.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            LOG.atDebug().log("log copier interrupted");
        }
    }

    /// What cannot be copied now stays in the log, where it is safe.
    private void copy() {
        try {
            session.execute("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            LOG.atDebug()
                    .addKeyValue(LogKeys.CAUSE, SqliteFailure.of(e, file).getMessage())
                    .log("write-ahead log not copied, will try again");
        }
    }

    void close() throws SQLException {
        isClosed = true;
        stopping.release();
        commits.release(COMMITS);
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
        session.close();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
