package penstock.metrics.store;

import java.io.IOException;

/// The disk does not do what it should: it is full, read-only, or broken. What was asked for was not done and can be asked for again.
public final class StoreException extends RuntimeException {
    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }

    /// What to do about a failure of the disk.
    static String remedy(IOException cause) {
        var reason = String.valueOf(cause.getMessage());
        if (reason.contains("No space left: ")) {
            return "the disk is nearly full: "
                    + reason.substring(reason.indexOf(": ") + 2)
                    + ". Free some space";
        }
        if (reason.contains("No space left")) {
            return "the disk is full. Free some space";
        }
        return reason.contains("Read-only")
                ? "the disk is read-only. Mount it for writing"
                : "the disk reports: " + reason;
    }
}
