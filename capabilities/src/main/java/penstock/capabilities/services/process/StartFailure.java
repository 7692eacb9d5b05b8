package penstock.capabilities.services.process;

/// An instance could not be started as it is described.
final class StartFailure extends RuntimeException {
    private final String reason;

    /// @param reason one word, as in [penstock.capabilities.services.Instance#reason()]
    StartFailure(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String explanation() {
        return String.valueOf(getMessage());
    }
}
