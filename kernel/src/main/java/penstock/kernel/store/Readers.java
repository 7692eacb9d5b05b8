package penstock.kernel.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;

/// A few connections for reading. In WAL mode they neither wait for the writer nor hold it up.
final class Readers {
    interface Reading<R> {
        R read(Session session) throws SQLException;
    }

    private final Path file;
    private final List<Session> all = new ArrayList<>();
    private final LinkedBlockingDeque<Session> idle = new LinkedBlockingDeque<>();
    private volatile boolean isClosed;

    Readers(Path file) {
        this.file = file;
    }

    void open(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            all.add(Session.reading(file));
        }
        idle.addAll(all);
    }

    /// Reads everything within one snapshot.
    <R> R read(Reading<R> reading) {
        var session = take();
        try {
            session.update("BEGIN");
            try {
                return reading.read(session);
            } finally {
                session.update("COMMIT");
            }
        } catch (SQLException e) {
            throw SqliteFailure.of(e, file);
        } finally {
            idle.addFirst(session);
        }
    }

    private Session take() {
        if (isClosed) {
            throw Committer.closed();
        }
        return next();
    }

    private Session next() {
        boolean isInterrupted = false;
        while (true) {
            try {
                var session = idle.takeFirst();
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
                return session;
            } catch (InterruptedException _) {
                isInterrupted = true;
            }
        }
    }

    /// Waits for those who are reading.
    void close() throws SQLException {
        isClosed = true;
        for (int i = 0; i < all.size(); i++) {
            next();
        }
        for (var session : all) {
            session.close();
        }
    }
}
