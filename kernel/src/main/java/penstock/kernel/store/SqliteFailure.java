package penstock.kernel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// Says what a failure of SQLite means for the user: which file, what happened, what to do.
final class SqliteFailure {
    /// Less free space than this, and a failed write is a full disk whatever SQLite calls it.
    private static final long FULL_BYTES = 1 << 20;

    private SqliteFailure() {}

    static RuntimeException of(SQLException failure, Path file) {
        // Primary result codes of https://sqlite.org/rescode.html; the upper bytes hold the
        // extended code.
        return switch (failure.getErrorCode() & 0xff) {
            case 13 -> full(file, failure);
            case 10 ->
                    isFull(file)
                            ? full(file, failure)
                            : unavailable(
                                    "The disk refused to read or write "
                                            + file
                                            + " ("
                                            + failure.getMessage()
                                            + "). Nothing was stored. Check the disk and the system log.",
                                    failure);
            case 3, 8, 14 ->
                    unavailable(
                            file
                                    + " cannot be written by this user ("
                                    + failure.getMessage()
                                    + "). Nothing was stored. Make the file and its directory writable.",
                            failure);
            case 5, 6 ->
                    unavailable(
                            file
                                    + " is locked by another program. Nothing was stored. Close what has it open.",
                            failure);
            case 11, 26 -> damaged(file, String.valueOf(failure.getMessage()), failure);
            case 18 ->
                    new ProblemException(
                            Problem.Invalid.at("", "", "too large to be stored in " + file),
                            failure);
            default -> new IllegalStateException(file + " failed", failure);
        };
    }

    static ProblemException damaged(Path file, String detail, Throwable cause) {
        return unavailable(
                file
                        + " is damaged or no store of Penstock ("
                        + detail
                        + "). It was not changed. Move it away and put the latest backup in its place.",
                cause);
    }

    private static ProblemException full(Path file, SQLException cause) {
        return unavailable(
                "The disk is full: "
                        + file
                        + " cannot grow. Nothing was stored. Free some space; no restart is needed.",
                cause);
    }

    /// Whether a write failed because there is no room.
    static boolean isFull(SQLException failure, Path file) {
        int code = failure.getErrorCode() & 0xff;
        return code == 13 || (code == 10 && isFull(file));
    }

    private static boolean isFull(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace() < FULL_BYTES;
        } catch (IOException _) {
            return false;
        }
    }

    private static ProblemException unavailable(String message, Throwable cause) {
        return new ProblemException(new Problem.Unavailable(message), cause);
    }
}
