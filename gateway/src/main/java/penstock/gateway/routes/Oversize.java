package penstock.gateway.routes;

/// What was larger than it may be.
public enum Oversize {
    /// Path and query of a request, or its first line.
    URL(0, "url"),
    /// The head of a request.
    HEAD(1, "head"),
    /// The content of a request.
    BODY(2, "body"),
    /// The head of an answer.
    ANSWER_HEAD(3, "answer-head"),
    /// The content of an answer.
    ANSWER_BODY(4, "answer-body");

    private final int code;
    private final String text;

    Oversize(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// Its word in metrics.
    public String text() {
        return text;
    }

    /// The number that stands for it in a report.
    int code() {
        return code;
    }

    static Oversize of(int code) {
        for (Oversize what : values()) {
            if (what.code == code) {
                return what;
            }
        }
        throw new IllegalArgumentException("oversize: " + code + " (expected: 0..4)");
    }
}
