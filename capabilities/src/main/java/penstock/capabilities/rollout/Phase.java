package penstock.capabilities.rollout;

/// Where a rollout is.
public enum Phase {
    /// Waits until an earlier rollout of the service has ended.
    PENDING,
    /// Candidate instances are started; no traffic yet.
    PREPARING,
    /// Steps are carried out.
    PROGRESSING,
    /// Holds its weight until somebody resumes, promotes or aborts.
    PAUSED,
    /// The candidate gets all traffic.
    PROMOTING,
    /// The candidate is the new stable.
    COMPLETED,
    /// All traffic goes back to stable; recorded before anything else is done.
    ROLLING_BACK,
    /// Ended on the old version after the candidate had traffic.
    ROLLED_BACK,
    /// Ended on the old version, and the candidate never had traffic.
    FAILED,
    /// Ended on the old version because a newer release took its place.
    SUPERSEDED;

    public boolean isTerminal() {
        return switch (this) {
            case COMPLETED, ROLLED_BACK, FAILED, SUPERSEDED -> true;
            case PENDING, PREPARING, PROGRESSING, PAUSED, PROMOTING, ROLLING_BACK -> false;
        };
    }

    /// The state as DEL-19 names it.
    public String deploymentState() {
        return switch (this) {
            case PENDING -> "idle";
            case PREPARING -> "preparing";
            case PROGRESSING, PAUSED -> "validating";
            case PROMOTING -> "switching";
            case COMPLETED -> "completed";
            case ROLLING_BACK -> "rolling_back";
            case ROLLED_BACK, FAILED, SUPERSEDED -> "failed";
        };
    }
}
