package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.List;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.Weight;

/// The way to the first traffic: candidate instances are started, and waited for.
final class Preparing {
    private Preparing() {}

    static Decision<Status, RolloutEffect> prepare(Seen seen) {
        var first = seen.stable().isEmpty();
        int needed =
                first
                        ? seen.instances().orElse(1)
                        : Raising.needed(seen, firstWeight(seen.spec().plan()));
        var words =
                "starting "
                        + needed
                        + (needed == 1 ? " instance of " : " instances of ")
                        + seen.spec().version();
        var draft =
                seen.status()
                        .edit()
                        .start(
                                seen.stable().map(Seen.Stable::release),
                                seen.stable().map(Seen.Stable::version),
                                seen.now())
                        .candidateInstances(needed, seen.now())
                        .enter(Phase.PREPARING, "Starting", words, seen.now());
        var outlook = seen.spec().outlook();
        outlook.overruled().forEach(why -> draft.note("forced, although " + why, seen.now()));
        outlook.warnings().forEach(what -> draft.note("warning: " + what, seen.now()));
        return Engine.to(draft, Engine.apply(seen));
    }

    private static Weight firstWeight(PlanSpec plan) {
        return plan.steps().stream()
                .filter(Step.Weight.class::isInstance)
                .map(step -> ((Step.Weight) step).to())
                .findFirst()
                .orElse(Weight.ALL);
    }

    static Decision<Status, RolloutEffect> awaitReady(Seen seen) {
        int needed = seen.status().candidateInstances();
        if (seen.ready() < needed) {
            return Raising.awaitInstances(seen, needed);
        }
        var words = needed + (needed == 1 ? " instance is ready" : " instances are ready");
        if (seen.stable().isEmpty()) {
            var draft =
                    seen.status()
                            .edit()
                            .enter(
                                    Phase.PROMOTING,
                                    "Promoting",
                                    words + "; nothing to compare with",
                                    seen.now());
            return Engine.to(draft.weight(Weight.ALL, seen.now()), Engine.apply(seen));
        }
        return Engine.to(
                seen.status().edit().enter(Phase.PROGRESSING, "Ready", words, seen.now()),
                List.of(),
                Duration.ZERO);
    }
}
