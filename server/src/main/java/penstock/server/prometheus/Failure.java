package penstock.server.prometheus;

/// Why there is no answer, in Prometheus' words: clients show the message and decide by the kind.
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reply.Kind kind;

    Failure(Reply.Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static Failure badData(String message) {
        return new Failure(Reply.Kind.BAD_DATA, message);
    }

    static Failure parameter(String name, String message) {
        return badData("invalid parameter \"" + name + "\": " + message);
    }

    Reply.Kind kind() {
        return kind;
    }
}
