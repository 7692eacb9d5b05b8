package penstock.kernel.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The only thread that writes. It takes everybody who waits at that moment into one durable commit (group commit), so
/// that the cost of making a commit durable is shared by all of them.
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /// A commit this large costs far more than making it durable; more would only delay the first of them.
    private static final int MOST_TOGETHER = 512;

    /// Something to do within a commit. Throws [ProblemException] only before it has changed anything.
    interface Task<R> {
        R run(Transaction transaction) throws SQLException;
    }

    private final Path file;
    private final Session session;
    private final InstantSource clock;
    private final Feed feed;
    private final Reserve reserve;
    private final int keptChanges;
    private volatile Runnable committed = () -> {};
    private final LinkedBlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean isClosed;

    /// What the last commit left, and the revision the commit in progress leads to.
    private volatile Transaction.Position position;

    private volatile long ahead;
    private volatile long floor;

    /// Whether the last attempt to write found the disk full, or the reserve not whole.
    private volatile boolean isFull;

    Committer(
            Path file,
            Session session,
            InstantSource clock,
            Feed feed,
            Reserve reserve,
            Loaded loaded) {
        this.file = file;
        this.reserve = reserve;
        this.session = session;
        this.clock = clock;
        this.feed = feed;
        this.keptChanges = loaded.keptChanges();
        this.position = loaded.position();
        this.ahead = position.revision();
        this.floor = Math.max(loaded.floor(), position.revision() - keptChanges);
        this.thread = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
    }

    /// What the file held when it was opened.
    ///
    /// @param floor changes after this revision are there
    record Loaded(Transaction.Position position, long floor, int keptChanges) {}

    /// Starts the thread, which calls `committed` after each commit.
    void start(Runnable afterCommit) {
        committed = afterCommit;
        thread.start();
    }

    Transaction.Position position() {
        return position;
    }

    /// The highest revision anybody can have seen.
    long ahead() {
        return ahead;
    }

    /// Changes after this revision are kept.
    long floor() {
        return floor;
    }

    /// Whether what was last to be written was refused because the disk is full.
    boolean isFull() {
        return isFull;
    }

    /// Waits for the commit. An interrupt does not cut the wait, because the task could not be called back.
    <R> R run(Task<R> task) {
        return run(task, false);
    }

    /// @param outranks whether it may use the reserve of a full disk
    <R> R run(Task<R> task, boolean outranks) {
        var waiting = new Waiting<>(task, outranks);
        synchronized (queue) {
            if (isClosed) {
                throw closed();
            }
            queue.add(waiting);
        }
        return waiting.await();
    }

    static ProblemException closed() {
        return new ProblemException(new Problem.Unavailable("The store is closed."));
    }

    private void run() {
        var group = new ArrayList<Waiting<?>>();
        boolean isRunning = true;
        while (isRunning) {
            group.clear();
            group.add(next());
            queue.drainTo(group, MOST_TOGETHER - 1);
            isRunning = !group.removeIf(waiting -> waiting == Waiting.END);
            try {
                refuseWhatTheReserveIsNotFor(group);
                commit(group);
            } catch (RuntimeException | Error mistake) {
                // Nobody else writes, and whoever still waits must hear of it.
                group.forEach(waiting -> waiting.fail(explain(mistake)));
                LOG.atError().setCause(mistake).log("store writer failed, goes on with the next");
            }
        }
    }

    private void refuseWhatTheReserveIsNotFor(List<Waiting<?>> group) {
        if (!reserve.restore()) {
            group.removeIf(this::isRefused);
        }
    }

    /// Refuses what the reserve is not for, while that is not whole.
    private boolean isRefused(Waiting<?> waiting) {
        boolean isRefused = !waiting.outranks && !reserve.restore();
        if (isRefused) {
            isFull = true;
            waiting.fail(reserve.refusal());
        }
        return isRefused;
    }

    private Waiting<?> next() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException _) {
                // nobody has a reason to interrupt the writer; it ends when told to
            }
        }
    }

    private void commit(List<Waiting<?>> group) {
        if (group.isEmpty()) {
            return;
        }
        var transaction = new Transaction(session, clock, position);
        try {
            store(group, transaction);
        } catch (SQLException | RuntimeException | Error e) {
            rollBack();
            retry(group, e);
            return;
        }
        isFull = !reserve.isWhole();
        position = transaction.position();
        feed.publish(transaction.events());
        group.forEach(Waiting::succeed);
        committed.run();
    }

    private void retry(List<Waiting<?>> group, Throwable failure) {
        if (group.size() > 1) {
            // one may be too large for the disk and the others not: each on its own; what the
            // reserve gives one of
            // them is not for the next
            for (var waiting : group) {
                if (!isRefused(waiting)) {
                    commit(List.of(waiting));
                }
            }
            return;
        }
        var waiting = group.getFirst();
        isFull = failure instanceof SQLException sql && SqliteFailure.isFull(sql, file);
        if (isFull && waiting.outranks && reserve.give()) {
            commit(group);
        } else {
            waiting.fail(explain(failure));
        }
    }

    private void store(List<Waiting<?>> group, Transaction transaction) throws SQLException {
        session.update("BEGIN IMMEDIATE");
        for (var waiting : group) {
            waiting.perform(transaction);
        }
        long reached = transaction.position().revision();
        long forgotten = Math.max(floor, reached - keptChanges);
        transaction.finish(forgotten);
        ahead = reached;
        session.update("COMMIT");
        floor = forgotten;
    }

    private void rollBack() {
        ahead = position.revision();
        try {
            session.execute("ROLLBACK");
        } catch (SQLException _) {
            // SQLite has rolled back by itself, as it does when the disk is full
        }
    }

    private RuntimeException explain(Throwable failure) {
        return switch (failure) {
            case SQLException sql -> SqliteFailure.of(sql, file);
            case RuntimeException other -> other;
            default -> new IllegalStateException(failure);
        };
    }

    /// Commits what is waiting, refuses what comes later, and ends the thread.
    void close() {
        synchronized (queue) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            queue.add(Waiting.END);
        }
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

    /// A caller and what it gets.
    private static final class Waiting<R> {
        static final Waiting<Boolean> END = new Waiting<>(_ -> true, true);

        private final Task<R> task;
        private final boolean outranks;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable R result;
        private @Nullable RuntimeException failure;

        Waiting(Task<R> task, boolean outranks) {
            this.task = task;
            this.outranks = outranks;
        }

        void perform(Transaction transaction) throws SQLException {
            result = null;
            failure = null;
            try {
                result = task.run(transaction);
            } catch (ProblemException e) {
                failure = e;
            }
        }

        void succeed() {
            done.countDown();
        }

        /// One that has succeeded stays so.
        void fail(RuntimeException why) {
            if (done.getCount() == 0) {
                return;
            }
            failure = why;
            done.countDown();
        }

        R await() {
            boolean isInterrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException _) {
                    isInterrupted = true;
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
            return java.util.Objects.requireNonNull(result);
        }
    }
}
