package penstock.capabilities.rollout;

import java.util.List;
import java.util.Optional;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.checks.Measurement;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;

/// The check step: goes on once the check has passed. A check that is a dry run lets the rollout go on whatever it found.
final class Checking {
    private Checking() {}

    static Decision<Status, RolloutEffect> check(Seen seen, Step.Check step) {
        var progress =
                Measuring.progress(seen.status(), step.name(), Optional.of(seen.status().step()))
                        .orElseThrow();
        boolean isOver = Engine.isOver(seen, seen.spec().plan().limits().validation());
        if (!progress.decides()) {
            boolean isDone = isOver || progress.state() != CheckProgress.State.MEASURING;
            return isDone
                    ? Engine.next(seen, "dry run: check " + told(progress))
                    : measuring(seen, progress);
        }
        return switch (progress.state()) {
            case PASSED -> Engine.next(seen, "check " + step.name() + " passed: " + said(progress));
            case FAILED ->
                    Engine.setback(
                            seen,
                            step.onFailed(),
                            Phase.ROLLED_BACK,
                            "CheckFailed",
                            "check " + told(progress));
            case NOT_KNOWN -> unknown(seen, step, "check " + told(progress));
            case MEASURING -> isOver ? late(seen, step, progress) : measuring(seen, progress);
        };
    }

    /// `smoke failed, 1 passed, 3 failed: GET /health answered 500 (expected: 200 to 299)`.
    static String told(CheckProgress progress) {
        var state =
                switch (progress.state()) {
                    case MEASURING -> "";
                    case PASSED -> " passed";
                    case FAILED -> " failed";
                    case NOT_KNOWN -> " is not known";
                };
        return progress.name() + state + " (" + progress.figures() + "): " + said(progress);
    }

    private static String said(CheckProgress progress) {
        return progress.last().map(Measurement::message).orElse("not measured yet");
    }

    /// What could not be known is no failure, however long it took.
    private static Decision<Status, RolloutEffect> late(
            Seen seen, Step.Check step, CheckProgress progress) {
        var words =
                "check "
                        + step.name()
                        + " did not pass within "
                        + DurationText.format(seen.spec().plan().limits().validation())
                        + " ("
                        + progress.figures()
                        + "): "
                        + said(progress);
        boolean isUnknown = progress.last().map(last -> !last.outcome().isKnown()).orElse(false);
        return isUnknown
                ? unknown(seen, step, words)
                : Engine.setback(seen, step.onFailed(), Phase.ROLLED_BACK, "CheckTimedOut", words);
    }

    private static Decision<Status, RolloutEffect> unknown(
            Seen seen, Step.Check step, String words) {
        return switch (step.onUnknown().orElse(seen.spec().plan().judge().onUnknown())) {
            case WAIT -> waiting(seen, "NotKnown", words);
            case PAUSE -> Pausing.pause(seen, "NotKnown", words);
            case ROLLBACK -> Engine.rollBack(seen, Phase.ROLLED_BACK, "NotKnown", words);
        };
    }

    private static Decision<Status, RolloutEffect> measuring(Seen seen, CheckProgress progress) {
        var spec = Measuring.spec(seen, progress.name());
        boolean isAskable =
                !spec.asksInstance() || seen.candidates().stream().anyMatch(Instance::isReady);
        return isAskable
                ? waiting(seen, "Checking", "check " + told(progress))
                : waiting(
                        seen,
                        "WaitingForInstances",
                        "no candidate instance is ready for check " + progress.name());
    }

    /// As [Engine#wait], with the latest words.
    static Decision<Status, RolloutEffect> waiting(Seen seen, String reason, String words) {
        var status = seen.status();
        boolean isSaid = status.reason().equals(reason) && status.message().equals(words);
        var next = isSaid ? status : status.edit().say(reason, words).status();
        return new Decision<>(next, words, List.of(), Optional.of(Engine.TICK));
    }
}
