package penstock.kernel.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/// A connection that keeps its prepared statements. Used by one thread at a time.
final class Session implements AutoCloseable {
    /// How long SQLite waits for a lock that another connection holds. Our own connections never wait for each other
    /// (one writer, and readers do not block in WAL mode); this is for a backup tool or a shell on the same file.
    private static final int BUSY_MILLIS = 5_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session writing(Path file) throws SQLException {
        return new Session(config().createConnection(url(file)));
    }

    static Session reading(Path file) throws SQLException {
        var session = writing(file);
        session.execute("PRAGMA query_only = ON");
        return session;
    }

    /// For a file that somebody else may be writing: creates nothing.
    static Session readingOnly(Path file) throws SQLException {
        var config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setReadOnly(true);
        return new Session(config.createConnection(url(file)));
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return config;
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    /// Runs a statement that answers nothing of interest; parameters as for [#update].
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The number of changed rows. Parameters are texts, numbers or null.
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        return run(sql, statement -> statement.executeUpdate(), parameters);
    }

    /// Reads all rows with `row`, which is called once per row.
    void query(Row row, String sql, @Nullable Object... parameters) throws SQLException {
        run(
                sql,
                statement -> {
                    try (var rows = statement.executeQuery()) {
                        while (rows.next()) {
                            row.read(rows);
                        }
                    }
                    return true;
                },
                parameters);
    }

    /// The first column of the first row, or `otherwise` when there is no row.
    long number(long otherwise, String sql, @Nullable Object... parameters) throws SQLException {
        return run(
                sql,
                statement -> {
                    try (var rows = statement.executeQuery()) {
                        return rows.next() ? rows.getLong(1) : otherwise;
                    }
                },
                parameters);
    }

    /// As [#number], for a text; empty when there is no row.
    String text(String sql) throws SQLException {
        return run(
                sql,
                statement -> {
                    try (var rows = statement.executeQuery()) {
                        return rows.next() ? rows.getString(1) : "";
                    }
                });
    }

    private <R> R run(String sql, Use<R> use, @Nullable Object... parameters) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        try {
            bind(statement, parameters);
            return use.apply(statement);
        } catch (SQLException e) {
            // the driver gives up a statement that failed, for example because the disk was full
            prepared.remove(sql);
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                case String text -> statement.setString(i + 1, text);
                case Number number -> statement.setLong(i + 1, number.longValue());
                default ->
                        throw new IllegalArgumentException(
                                "parameter: "
                                        + parameters[i]
                                        + " (expected: text, number or null)");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        for (var statement : prepared.values()) {
            statement.close();
        }
        connection.close();
    }

    private interface Use<R> {
        R apply(PreparedStatement statement) throws SQLException;
    }

    /// What is done with a row of an answer.
    interface Row {
        void read(ResultSet row) throws SQLException;
    }
}
