package penstock.cli.load;

/// How a request ended, as its user saw it.
public enum Outcome {
    /// Answered with a status below 400.
    OK,
    /// Answered completely, with a status of 400 or more. The loads send valid requests only, so each is a failure.
    ERROR,
    /// No complete answer: the connection was refused or broke.
    BROKEN,
    /// No complete answer within the limit.
    TIMEOUT;

    /// Whether the user got no complete answer at all.
    public boolean isLost() {
        return this == BROKEN || this == TIMEOUT;
    }
}
