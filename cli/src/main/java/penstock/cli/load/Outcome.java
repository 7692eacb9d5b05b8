package penstock.cli.load;

/// How a request ended, as its user saw it.
public enum Outcome {
    /// Answered with a status below 400, and with the body that was expected, where one was.
    OK,
    /// Answered completely, with a status of 400 or more. The loads send valid requests only, so each is a failure.
    ERROR,
    /// Answered completely, with a status below 400 and another body than expected.
    WRONG,
    /// Nobody took the connection.
    REFUSED,
    /// The connection broke before the answer was complete.
    BROKEN,
    /// No complete answer within the limit.
    TIMEOUT,
    /// The request never left: too many were waiting for their answers already.
    UNSENT;

    /// Whether the user got no complete answer at all.
    public boolean isLost() {
        return switch (this) {
            case OK, ERROR, WRONG -> false;
            case REFUSED, BROKEN, TIMEOUT, UNSENT -> true;
        };
    }
}
