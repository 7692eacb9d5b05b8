package penstock.vectoriser;

/// An answer that says what went wrong, for programs by its code and for people by its message.
final class Problem extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final int retryAfterSeconds;

    Problem(int status, String code, String message) {
        this(status, code, message, 0);
    }

    Problem(int status, String code, String message, int retryAfterSeconds) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /// Seconds after which to try again; 0 where that would not help.
    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
