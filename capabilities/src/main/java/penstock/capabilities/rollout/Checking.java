package penstock.capabilities.rollout;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;

/// The check step: runs the check against one candidate instance until it passes, or has failed as often as the plan
/// allows. A run that a crash of the server interrupted is run again.
final class Checking {
    private Checking() {}

    static Decision<Status, RolloutEffect> check(Seen seen, Step.Check step) {
        var status = seen.status();
        var name = step.name();
        var spec = Objects.requireNonNull(seen.spec().plan().checks().get(name));
        var limit = seen.spec().plan().limits().validation();
        if (Engine.isOver(seen, limit)) {
            return Engine.setback(
                    seen,
                    step.onFailed(),
                    Phase.ROLLED_BACK,
                    "CheckTimedOut",
                    "check " + name + " did not pass within " + DurationText.format(limit));
        }
        if (seen.check().isEmpty()) {
            var instance = seen.candidates().stream().filter(Instance::isReady).findFirst();
            if (instance.isEmpty()) {
                return Engine.wait(
                        seen,
                        "WaitingForInstances",
                        "no candidate instance is ready for check " + name);
            }
            var url = "http://" + instance.get().host() + ":" + instance.get().port();
            var run =
                    new RolloutEffect.RunCheck(
                            seen.rollout().ref(), status.step(), status.failedChecks(), spec, url);
            var waiting = Engine.wait(seen, "Checking", "check " + name);
            return new Decision<>(
                    waiting.status(), waiting.reason(), List.of(run), waiting.lookAgainIn());
        }
        var result = seen.check().get();
        if (!result.isDone()) {
            return Engine.wait(seen, "Checking", "check " + name);
        }
        if (result.isPassed()) {
            return Engine.next(seen, "check " + name + " passed: " + result.message());
        }
        return failed(seen, step, result.message(), spec.every());
    }

    private static Decision<Status, RolloutEffect> failed(
            Seen seen, Step.Check step, String words, java.time.Duration every) {
        int failures = seen.status().failedChecks() + 1;
        int threshold = seen.spec().plan().failureThreshold();
        var said =
                "check "
                        + step.name()
                        + " failed ("
                        + failures
                        + " of "
                        + threshold
                        + "): "
                        + words;
        if (failures >= threshold) {
            return Engine.setback(seen, step.onFailed(), Phase.ROLLED_BACK, "CheckFailed", said);
        }
        var draft =
                seen.status()
                        .edit()
                        .checkFailed(seen.now())
                        .say("CheckFailed", said)
                        .note(said, seen.now());
        return new Decision<>(draft.status(), said, List.of(), Optional.of(every));
    }
}
