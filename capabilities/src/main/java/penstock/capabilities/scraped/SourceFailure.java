package penstock.capabilities.scraped;

/// The source of metrics gave no answer, or not one to this. Says nothing about either version.
final class SourceFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isOfSource;

    /// @param isOfSource whether other queries would fare no better
    SourceFailure(String message, boolean isOfSource) {
        super(message, null, false, false);
        this.isOfSource = isOfSource;
    }

    boolean isOfSource() {
        return isOfSource;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
