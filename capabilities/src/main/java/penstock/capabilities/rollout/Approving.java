package penstock.capabilities.rollout;

import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;

/// The approval step: waits for somebody's order, for so long as the step allows.
final class Approving {
    private Approving() {}

    static Decision<Status, RolloutEffect> approve(Seen seen, Step.Approve approve) {
        int step = seen.status().step();
        var approval =
                seen.spec().orders().approvals().stream()
                        .filter(found -> found.step() == step)
                        .findFirst();
        if (approval.isPresent()) {
            return Engine.next(
                    seen, "approved by " + approval.get().by() + ": " + approval.get().reason());
        }
        if (!approve.timeout().isZero() && Engine.isOver(seen, approve.timeout())) {
            var words =
                    "no approval by "
                            + approve.role()
                            + " within "
                            + DurationText.format(approve.timeout());
            return Engine.setback(
                    seen, approve.onTimeout(), Engine.failure(seen), Pausing.NOT_APPROVED, words);
        }
        return Engine.wait(seen, "WaitingForApproval", "waiting for " + approve.words());
    }
}
