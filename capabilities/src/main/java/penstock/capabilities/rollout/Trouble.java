package penstock.capabilities.rollout;

import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.JudgeSpec.OnWorse;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;

/// What must end the rollout, or hold it, whatever the step: broken instances, or a verdict.
final class Trouble {
    private Trouble() {}

    static Optional<Decision<Status, RolloutEffect>> found(Seen seen) {
        var broken =
                seen.candidates().stream()
                        .filter(
                                found ->
                                        found.state() == Instance.State.FAILED
                                                || found.state() == Instance.State.CRASH_LOOPING)
                        .findFirst();
        if (broken.isPresent() && seen.status().phase() != Phase.PAUSED) {
            var instance = broken.get();
            return Optional.of(
                    Engine.rollBack(
                            seen,
                            Engine.failure(seen),
                            instance.reason(),
                            instance.id() + ": " + instance.message()));
        }
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        if (verdict.isEmpty()
                || !(verdict.get() instanceof Verdict.Worse worse)
                || seen.status().isOverruled()) {
            return Optional.empty();
        }
        if (seen.spec().plan().judge().onWorse() == OnWorse.ROLLBACK) {
            return Optional.of(
                    Engine.rollBack(seen, Phase.ROLLED_BACK, "CandidateWorse", worse.sentence()));
        }
        return seen.status().phase() == Phase.PAUSED
                ? Optional.empty()
                : Optional.of(Pausing.pause(seen, "CandidateWorse", worse.sentence()));
    }
}
