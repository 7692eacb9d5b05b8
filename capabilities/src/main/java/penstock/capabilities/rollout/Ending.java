package penstock.capabilities.rollout;

import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.JudgeSpec.OnWorse;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;

/// What must end the rollout, or hold it, whatever the step: broken instances, a verdict, a check in the
/// background, the limit of the whole rollout;
/// in this order, should they come at once.
final class Ending {
    private static final String WORSE = "CandidateWorse";

    private Ending() {}

    static Optional<Decision<Status, RolloutEffect>> found(Seen seen) {
        return broken(seen)
                .or(() -> worse(seen))
                .or(() -> Background.trouble(seen))
                .or(() -> late(seen));
    }

    private static Optional<Decision<Status, RolloutEffect>> broken(Seen seen) {
        if (seen.status().phase() == Phase.PAUSED) {
            return Optional.empty();
        }
        return seen.candidates().stream()
                .filter(
                        found ->
                                found.state() == Instance.State.FAILED
                                        || found.state() == Instance.State.CRASH_LOOPING)
                .findFirst()
                .map(
                        instance ->
                                Engine.rollBack(
                                        seen,
                                        Engine.failure(seen),
                                        instance.reason(),
                                        instance.id() + ": " + instance.message()));
    }

    private static Optional<Decision<Status, RolloutEffect>> worse(Seen seen) {
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        if (verdict.isEmpty()
                || !(verdict.get() instanceof Verdict.Worse worse)
                || seen.status().isOverruled()) {
            return Optional.empty();
        }
        if (seen.spec().plan().onWorse(seen.status().step()) == OnWorse.ROLLBACK) {
            return Optional.of(Engine.rollBack(seen, Phase.ROLLED_BACK, WORSE, worse.sentence()));
        }
        return switch (seen.status().phase()) {
            case PAUSED -> Optional.empty();
            case PROMOTING -> Optional.of(hesitate(seen, worse.sentence()));
            case PENDING,
                    PREPARING,
                    PROGRESSING,
                    COMPLETED,
                    ROLLING_BACK,
                    ROLLED_BACK,
                    FAILED,
                    SUPERSEDED ->
                    Optional.of(Pausing.pause(seen, WORSE, worse.sentence()));
        };
    }

    /// A promotion that is under way keeps its weight until somebody resumes or aborts.
    private static Decision<Status, RolloutEffect> hesitate(Seen seen, String sentence) {
        var status = seen.status();
        int resumes = seen.spec().orders().resumes();
        if (!status.reason().equals(WORSE)) {
            var words = sentence + "; waiting for resume or abort";
            return Engine.to(
                    status.edit()
                            .evidence(Engine.evidence(seen))
                            .resumed(resumes)
                            .say(WORSE, words)
                            .note(words, seen.now()),
                    List.of());
        }
        if (resumes <= status.resumesSeen()) {
            return Engine.stay(seen, Optional.of(Engine.TICK));
        }
        return Engine.to(
                status.edit()
                        .resumed(resumes)
                        .overruled()
                        .say("Promoting", "resumed")
                        .note("resumed, although the candidate is worse", seen.now()),
                List.of());
    }

    /// A promotion that is under way, or that somebody asked for, is carried out.
    private static Optional<Decision<Status, RolloutEffect>> late(Seen seen) {
        var limit = seen.spec().plan().limits().rollout();
        var status = seen.status();
        boolean isLimited =
                !limit.isZero()
                        && status.phase() != Phase.PROMOTING
                        && seen.spec().orders().promote().isEmpty();
        if (!isLimited || !seen.now().isAfter(status.startedAt().orElse(seen.now()).plus(limit))) {
            return Optional.empty();
        }
        var words =
                "not over within "
                        + DurationText.format(limit)
                        + " (limits.rollout); at "
                        + Rollout.words(seen.spec().plan(), status.step())
                        + ": "
                        + status.message();
        return Optional.of(Engine.rollBack(seen, Phase.ROLLED_BACK, "RolloutDeadline", words));
    }
}
