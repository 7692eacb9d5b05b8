package penstock.gateway.proxy;

import penstock.gateway.routes.Trouble;

/// How an attempt on an instance failed.
public enum Failure {
    /// No connection: nothing was sent, so any request may go elsewhere.
    REFUSED("refused"),
    /// The gateway had no descriptor, port or memory for a connection: nothing of that is the instance's doing.
    UNABLE("exhausted"),
    /// As many connections to the instance are open as may be: likewise.
    NO_ROOM("no-room"),
    UNREACHABLE("unreachable"),
    /// There was a connection, but no TLS as it has to be: nothing was sent either.
    INSECURE("insecure"),
    RESET("reset"),
    TIMEOUT("timeout"),
    BAD_ANSWER("malformed"),
    /// The answer is larger than the route wants any: the version's doing, as one that cannot be read.
    TOO_LARGE("too-large");

    /// As the access log has it.
    final String text;

    Failure(String text) {
        this.text = text;
    }

    /// Whether it says something about the instance.
    boolean isOfInstance() {
        return this != UNABLE && this != NO_ROOM;
    }

    /// What it is to the version, as a set of troubles.
    int troubles() {
        return switch (this) {
            case REFUSED, UNREACHABLE, INSECURE, RESET, BAD_ANSWER, TOO_LARGE ->
                    Trouble.CONNECTION.bit();
            case TIMEOUT -> Trouble.TIMEOUT.bit();
            case UNABLE, NO_ROOM -> 0;
        };
    }
}
