package penstock.capabilities.services.probing;

/// What came of one question.
///
/// @param isAsked false when the question could not be put for want of something on the server's side: neither yes nor no
/// @param text the answer in words: `HTTP 503`, `connection refused`
public record Answer(boolean isYes, boolean isAsked, String text) {
    public Answer(boolean isYes, String text) {
        this(isYes, true, text);
    }

    public static Answer unasked(Throwable failure) {
        return new Answer(false, false, "could not be asked: " + failure.getMessage());
    }
}
