package penstock.kernel.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// The tables, and how an older file becomes a present one. The version is in `PRAGMA user_version`.
final class Schema {
    /// "PNST": tells our files from other people's SQLite files.
    private static final int APPLICATION = 0x504e5354;

    /// One step from a version to the next. Never changed once released; a new one is added instead.
    private record Migration(int version, String purpose, List<String> statements) {}

    private static final List<Migration> MIGRATIONS =
            List.of(
                    new Migration(
                            1,
                            "documents, changes, audit log and leases",
                            List.of(
                                    "CREATE TABLE documents (kind TEXT NOT NULL, environment TEXT NOT NULL, name TEXT"
                                            + " NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY"
                                            + " (kind, environment, name)) STRICT",
                                    "CREATE TABLE changes (revision INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
                                            + " environment TEXT NOT NULL, name TEXT NOT NULL, json TEXT) STRICT",
                                    "CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, author TEXT"
                                            + " NOT NULL, verb TEXT NOT NULL, reason TEXT NOT NULL, subject TEXT NOT"
                                            + " NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL, hash TEXT NOT"
                                            + " NULL) STRICT",
                                    "CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER"
                                            + " NOT NULL) STRICT",
                                    "CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT"
                                            + " NULL, checked INTEGER NOT NULL) STRICT",
                                    "INSERT INTO state VALUES (1, 0, 0)",
                                    "PRAGMA application_id = " + APPLICATION)));

    static final int VERSION = MIGRATIONS.getLast().version();

    private Schema() {}

    /// Refuses a file that this program must not touch, before anything in it is changed.
    static void check(Session session, Path file) throws SQLException {
        long version = session.number(0, "PRAGMA user_version");
        if (version > VERSION) {
            throw new ProblemException(
                    Problem.Refused.because(
                            "store-newer",
                            file
                                    + " was written by a newer Penstock (its version: "
                                    + version
                                    + ", this program's: "
                                    + VERSION
                                    + "). It was not changed. Start the newer program, or restore a backup made before"
                                    + " the upgrade."));
        }
        boolean isEmpty = session.number(0, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && session.number(0, "PRAGMA application_id") != APPLICATION) {
            throw SqliteFailure.damaged(
                    file, "an SQLite file of another program", new IllegalStateException());
        }
        var verdict = isEmpty ? "ok" : session.text("PRAGMA quick_check(1)");
        if (!verdict.equals("ok")) {
            throw SqliteFailure.damaged(file, verdict, new IllegalStateException());
        }
    }

    /// Brings the file to the present version, each step whole or not at all.
    static void migrate(Session session) throws SQLException {
        long version = session.number(0, "PRAGMA user_version");
        for (var migration : MIGRATIONS) {
            if (migration.version() > version) {
                apply(session, migration);
            }
        }
    }

    private static void apply(Session session, Migration migration) throws SQLException {
        session.execute("BEGIN IMMEDIATE");
        try {
            for (var statement : migration.statements()) {
                session.execute(statement);
            }
            session.execute("PRAGMA user_version = " + migration.version());
            session.execute("COMMIT");
        } catch (SQLException e) {
            session.execute("ROLLBACK");
            throw new SQLException(
                    "to version " + migration.version() + ", " + migration.purpose(),
                    e.getSQLState(),
                    e.getErrorCode(),
                    e);
        }
    }
}
