package penstock.cli.load;

/// What was counted up to a moment, of all requests or of those that one version answered.
///
/// @param done requests that have ended, well or badly
/// @param failed those that ended badly for the user; the lost ones are among them
/// @param lost those without a complete answer
/// @param failedSafe those of the failed whose method was safe (GET)
/// @param rescued those that stable answered in place of a failing candidate
/// @param firstNanos when the first one was answered, since the load began; 0 when none was
/// @param lastNanos when the last one was answered
public record Tally(
        long done,
        long failed,
        long lost,
        long failedSafe,
        long rescued,
        long firstNanos,
        long lastNanos) {
    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0);

    Tally plus(Answer answer, boolean isSafe, long nanos) {
        boolean isFailed = answer.outcome() != Outcome.OK;
        return new Tally(
                done + 1,
                failed + (isFailed ? 1 : 0),
                lost + (answer.outcome().isLost() ? 1 : 0),
                failedSafe + (isFailed && isSafe ? 1 : 0),
                rescued + (answer.isRescued() ? 1 : 0),
                done == 0 ? nanos : firstNanos,
                nanos);
    }

    /// What was added since an earlier tally. The times stay those of the later one.
    public Tally since(Tally earlier) {
        return new Tally(
                done - earlier.done,
                failed - earlier.failed,
                lost - earlier.lost,
                failedSafe - earlier.failedSafe,
                rescued - earlier.rescued,
                firstNanos,
                lastNanos);
    }
}
