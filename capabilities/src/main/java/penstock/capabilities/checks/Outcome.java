package penstock.capabilities.checks;

/// What one measurement says.
public enum Outcome {
    PASSED,
    FAILED,
    /// There was an answer, and it decides nothing: no data, or a value between the thresholds.
    INCONCLUSIVE,
    /// There was no answer; nothing follows from that about the candidate.
    ERROR;

    /// Whether something is known of the candidate.
    public boolean isKnown() {
        return this == PASSED || this == FAILED;
    }
}
