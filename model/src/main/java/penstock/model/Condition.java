package penstock.model;

import java.time.Instant;

/// One observed fact about a resource, such as `Ready`: whether it holds, a reason in one word, and a sentence.
public record Condition(String type, State status, String reason, String message, Instant since) {
    public enum State {
        TRUE,
        FALSE,
        UNKNOWN
    }
}
