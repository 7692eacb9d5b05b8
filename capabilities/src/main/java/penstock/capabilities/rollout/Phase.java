package penstock.capabilities.rollout;

import java.util.EnumSet;
import java.util.Set;

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

    /// The phases that may follow this one; no rollout ever goes another way.
    public Set<Phase> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(PREPARING, ROLLING_BACK);
            case PREPARING -> EnumSet.of(PROGRESSING, PROMOTING, ROLLING_BACK);
            case PROGRESSING -> EnumSet.of(PAUSED, PROMOTING, ROLLING_BACK);
            case PAUSED -> EnumSet.of(PROGRESSING, ROLLING_BACK);
            case PROMOTING -> EnumSet.of(COMPLETED, ROLLING_BACK);
            case ROLLING_BACK -> EnumSet.of(ROLLED_BACK, FAILED, SUPERSEDED);
            case COMPLETED, ROLLED_BACK, FAILED, SUPERSEDED -> EnumSet.noneOf(Phase.class);
        };
    }

    public boolean isTerminal() {
        return next().isEmpty();
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
