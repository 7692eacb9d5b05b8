package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.kernel.control.Decision;

/// Rollouts that wait for a person: how they come to that, and how they go on.
final class Pausing {
    static final String NOT_APPROVED = "NotApproved";

    private Pausing() {}

    static Optional<Decision<Status, RolloutEffect>> paused(Seen seen) {
        return seen.spec()
                .orders()
                .pause()
                .map(
                        order ->
                                pause(
                                        seen,
                                        "Paused",
                                        "paused by " + order.by() + ": " + order.reason()));
    }

    /// Only a `resume` that comes after this goes on.
    static Decision<Status, RolloutEffect> pause(Seen seen, String reason, String words) {
        return Engine.to(
                seen.status()
                        .edit()
                        .resumed(seen.spec().orders().resumes())
                        .evidence(Engine.evidence(seen))
                        .enter(Phase.PAUSED, reason, words, seen.now()),
                List.of());
    }

    static Decision<Status, RolloutEffect> resume(Seen seen) {
        var orders = seen.spec().orders();
        if (orders.promote().isPresent()) {
            return Engine.to(
                    Background.resumed(seen.status(), seen.status().edit())
                            .enter(
                                    Phase.PROGRESSING,
                                    "Promoting",
                                    "promoted while paused",
                                    seen.now()),
                    List.of(),
                    Duration.ZERO);
        }
        boolean isApproved =
                seen.status().reason().equals(NOT_APPROVED)
                        && orders.approvals().stream()
                                .anyMatch(found -> found.step() == seen.status().step());
        boolean isResumed =
                orders.pause().isEmpty() && orders.resumes() > seen.status().resumesSeen();
        if (!isResumed && !isApproved) {
            return Engine.stay(seen, Optional.of(Engine.TICK));
        }
        var draft =
                Background.resumed(seen.status(), seen.status().edit().resumed(orders.resumes()));
        switch (seen.status().reason()) {
            case "PauseStep", "NotKnown", "CheckFailed", "CheckTimedOut" ->
                    draft.nextStep(seen.now());
            case "CandidateWorse" -> draft.overruled();
            default -> {
                // an ordered pause, a missing approval or a check in the background: goes on with
                // the step it interrupted
            }
        }
        return Engine.to(
                draft.enter(Phase.PROGRESSING, "Resumed", "resumed", seen.now()),
                List.of(),
                Duration.ZERO);
    }
}
