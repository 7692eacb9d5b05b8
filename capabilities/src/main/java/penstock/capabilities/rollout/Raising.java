package penstock.capabilities.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;
import penstock.model.Weight;

/// Brings the weight to a value: first the instances it needs, then the judge, then the gateway.
final class Raising {
    private Raising() {}

    /// Brings the weight to a value; empty once the gateway serves it.
    static Optional<Decision<Status, RolloutEffect>> raise(Seen seen, Weight to) {
        int needed = needed(seen, to);
        var status = seen.status();
        if (status.candidateInstances() < needed) {
            var draft = status.edit().candidateInstances(needed, seen.now());
            return Optional.of(
                    Engine.to(
                            draft.say("Scaling", "scaling to " + needed + " instances"),
                            Engine.apply(seen)));
        }
        if (seen.ready() < needed) {
            return Optional.of(awaitInstances(seen, needed));
        }
        if (!status.weight().equals(to)) {
            var words = "weight " + to + " of users";
            var draft =
                    status.edit()
                            .weight(to, seen.now())
                            .say("Shifting", words)
                            .note(words, seen.now());
            return Optional.of(Engine.to(draft, applyJudged(seen, to)));
        }
        if (seen.isUnjudged()) {
            return Optional.of(
                    new Decision<>(
                            status, "judging", applyJudged(seen, to), Optional.of(Engine.TICK)));
        }
        if (seen.isConfirmed()) {
            return Optional.empty();
        }
        var limit = seen.spec().plan().limits().progress();
        if (seen.now().isAfter(status.weightSince().orElse(seen.now()).plus(limit))) {
            var words =
                    "the gateway did not confirm weight "
                            + to
                            + " within "
                            + DurationText.format(limit);
            return Optional.of(Engine.rollBack(seen, Phase.ROLLED_BACK, "ProgressDeadline", words));
        }
        return Optional.of(
                new Decision<>(
                        status,
                        "waiting for the gateway",
                        Engine.apply(seen),
                        Optional.of(Engine.TICK)));
    }

    /// A weight below all is judged from the moment on which it is served.
    private static List<RolloutEffect> applyJudged(Seen seen, Weight to) {
        var judge = new RolloutEffect.Judge(seen.rollout().ref(), seen.status().step(), to);
        return to.equals(Weight.ALL)
                ? Engine.apply(seen)
                : List.of(judge, new RolloutEffect.Apply(seen.service()));
    }

    /// Candidate instances for a weight: all of them for blue-green, the like share (at least one) otherwise.
    static int needed(Seen seen, Weight weight) {
        int all = Math.max(1, seen.instances().orElse(1));
        return switch (seen.spec().plan().strategy()) {
            case BLUE_GREEN -> all;
            case CANARY, ROLLING ->
                    Math.max(1, Math.ceilDiv(all * weight.basisPoints(), Weight.ALL.basisPoints()));
        };
    }

    static Decision<Status, RolloutEffect> awaitInstances(Seen seen, int needed) {
        var limit = seen.spec().plan().limits().ready();
        if (Engine.isOver(seen, limit)) {
            var words =
                    "not ready within "
                            + DurationText.format(limit)
                            + ": "
                            + seen.ready()
                            + " of "
                            + needed
                            + " instances";
            return Engine.rollBack(seen, Engine.failure(seen), "NotReady", words + details(seen));
        }
        return Engine.wait(
                seen,
                "WaitingForInstances",
                seen.ready() + " of " + needed + " instances are ready");
    }

    private static String details(Seen seen) {
        return Stream.concat(
                        seen.troubles().stream(),
                        seen.awaited().stream()
                                .filter(
                                        instance ->
                                                !instance.isReady()
                                                        && !instance.message().isEmpty())
                                .map(instance -> instance.id() + ": " + instance.message()))
                .map(words -> "; " + words)
                .findFirst()
                .orElse("");
    }
}
