package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.Weight;

/// The step engine: one state machine for every strategy. Pure; each decision is one transition at most, stored before
/// its effects. An abort outranks everything else, then what ends the rollout badly, then pausing, then progress.
final class Engine {
    static final Duration TICK = Duration.ofMillis(500);

    private Engine() {}

    static Decision<Status, RolloutEffect> decide(Seen stored) {
        var seen = Measuring.taken(stored);
        return Measuring.started(seen, transition(seen));
    }

    private static Decision<Status, RolloutEffect> transition(Seen seen) {
        var status = seen.status();
        if (status.phase().isTerminal()) {
            return afterwards(seen);
        }
        var abort = seen.spec().orders().abort();
        if (abort.isPresent() && status.phase() != Phase.ROLLING_BACK) {
            var order = abort.get();
            return rollBack(
                    seen,
                    Phase.ROLLED_BACK,
                    "Aborted",
                    "aborted by " + order.by() + ": " + order.reason());
        }
        if (status.phase() != Phase.ROLLING_BACK && seen.instances().isEmpty()) {
            return rollBack(seen, Phase.FAILED, "ServiceDeleted", "the service no longer exists");
        }
        if (status.phase() != Phase.ROLLING_BACK
                && status.phase() != Phase.PROMOTING
                && seen.newer().isPresent()) {
            return rollBack(
                    seen, Phase.SUPERSEDED, "Superseded", "superseded by " + seen.newer().get());
        }
        return switch (status.phase()) {
            case PENDING ->
                    seen.isBlocked() ? stay(seen, Optional.of(TICK)) : Preparing.prepare(seen);
            case PREPARING -> Ending.found(seen).orElseGet(() -> Preparing.awaitReady(seen));
            case PROGRESSING ->
                    Ending.found(seen)
                            .orElseGet(() -> Pausing.paused(seen).orElseGet(() -> progress(seen)));
            case PAUSED -> Ending.found(seen).orElseGet(() -> Pausing.resume(seen));
            case PROMOTING -> Ending.found(seen).orElseGet(() -> promote(seen));
            case ROLLING_BACK -> awaitRollback(seen);
            case COMPLETED, ROLLED_BACK, FAILED, SUPERSEDED -> afterwards(seen);
        };
    }

    private static Decision<Status, RolloutEffect> progress(Seen seen) {
        var steps = seen.spec().plan().steps();
        boolean isOver = seen.status().step() >= steps.size();
        if (seen.spec().orders().promote().isPresent() || isOver) {
            var held = Background.gate(seen, Weight.ALL);
            if (held.isPresent()) {
                return held.get();
            }
            var words =
                    seen.spec()
                            .orders()
                            .promote()
                            .map(order -> "promoted by " + order.by() + ": " + order.reason())
                            .orElse("all steps are done");
            return to(
                    seen.status().edit().enter(Phase.PROMOTING, "Promoting", words, seen.now()),
                    List.of(),
                    Duration.ZERO);
        }
        return skipped(seen).orElseGet(() -> carryOut(seen, steps.get(seen.status().step())));
    }

    /// Somebody's order to end the present hold or check.
    private static Optional<Decision<Status, RolloutEffect>> skipped(Seen seen) {
        return seen.spec().orders().skips().stream()
                .filter(skip -> skip.step() == seen.status().step())
                .findFirst()
                .map(skip -> next(seen, "skipped by " + skip.by() + ": " + skip.reason()));
    }

    private static Decision<Status, RolloutEffect> carryOut(Seen seen, Step step) {
        return switch (step) {
            case Step.Weight(var to) ->
                    raise(seen, to).orElseGet(() -> next(seen, "weight " + to + " is served"));
            case Step.Hold hold -> Holding.hold(seen, hold);
            case Step.Check check -> Checking.check(seen, check);
            case Step.Approve approve -> Approving.approve(seen, approve);
            case Step.Pause() -> Pausing.pause(seen, "PauseStep", "waiting for resume");
        };
    }

    private static Optional<Decision<Status, RolloutEffect>> raise(Seen seen, Weight to) {
        return seen.status().weight().equals(to)
                ? Raising.raise(seen, to)
                : Background.gate(seen, to).or(() -> Raising.raise(seen, to));
    }

    private static Decision<Status, RolloutEffect> promote(Seen seen) {
        if (seen.stable().isPresent()) {
            var raised = Raising.raise(seen, Weight.ALL);
            if (raised.isPresent()) {
                return raised.get();
            }
        } else if (!seen.isConfirmed()) {
            return wait(seen, "Promoting", "waiting for the gateway");
        }
        var keep = seen.spec().plan().keepWarm();
        boolean isWarm = seen.stable().isPresent() && !keep.isZero();
        var words = seen.spec().version() + " has all traffic";
        var draft =
                seen.status()
                        .edit()
                        .evidence(evidence(seen))
                        .warmUntil(seen.now().plus(keep), isWarm)
                        .enter(Phase.COMPLETED, "Promoted", words, seen.now())
                        .end(seen.now());
        var effects = new ArrayList<>(apply(seen));
        effects.add(new RolloutEffect.EndJudging(seen.rollout().ref()));
        return new Decision<>(
                draft.status(), words, effects, Optional.of(keep.isZero() ? TICK : keep));
    }

    /// A step that did not go well: the rollout ends, or a person decides.
    static Decision<Status, RolloutEffect> setback(
            Seen seen, Step.Then then, Phase outcome, String reason, String words) {
        return switch (then) {
            case ROLLBACK -> rollBack(seen, outcome, reason, words);
            case PAUSE -> Pausing.pause(seen, reason, words);
        };
    }

    /// Weight 0 is recorded, published first, and everything else comes after.
    static Decision<Status, RolloutEffect> rollBack(
            Seen seen, Phase outcome, String reason, String words) {
        var end = outcome == Phase.ROLLED_BACK ? failureUnlessServed(seen) : outcome;
        var draft =
                seen.status()
                        .edit()
                        .evidence(evidence(seen))
                        .weight(Weight.NONE, seen.now())
                        .outcome(end)
                        .enter(Phase.ROLLING_BACK, reason, words, seen.now());
        return to(draft, apply(seen));
    }

    private static Phase failureUnlessServed(Seen seen) {
        boolean wasServed = seen.status().weightSince().isPresent();
        return wasServed ? Phase.ROLLED_BACK : Phase.FAILED;
    }

    static Phase failure(Seen seen) {
        return seen.status().weight().equals(Weight.NONE) || seen.stable().isEmpty()
                ? Phase.FAILED
                : Phase.ROLLED_BACK;
    }

    private static Decision<Status, RolloutEffect> awaitRollback(Seen seen) {
        var status = seen.status();
        if (seen.isConfirmed()) {
            var draft = status.edit().evidence(evidence(seen));
            draft.enter(
                    status.outcome().orElse(Phase.ROLLED_BACK),
                    status.reason(),
                    status.message(),
                    seen.now());
            var effects = new ArrayList<>(apply(seen));
            effects.add(new RolloutEffect.EndJudging(seen.rollout().ref()));
            return new Decision<>(
                    draft.end(seen.now()).status(), status.message(), effects, Optional.empty());
        }
        if (isOver(seen, seen.spec().plan().limits().rollback())) {
            var words = "rollback not confirmed by the gateway: manual intervention required";
            var draft =
                    status.edit().say("RollbackUnconfirmed", words + " (" + status.message() + ")");
            var next = status.reason().equals("RollbackUnconfirmed") ? status : draft.status();
            return new Decision<>(next, words, apply(seen), Optional.of(TICK));
        }
        return new Decision<>(status, "waiting for the gateway", apply(seen), Optional.of(TICK));
    }

    private static Decision<Status, RolloutEffect> afterwards(Seen seen) {
        var status = seen.status();
        if (!status.isWarm()) {
            return stay(seen, Optional.empty());
        }
        var until = status.warmUntil().orElse(seen.now());
        if (seen.now().isBefore(until)) {
            return stay(seen, Optional.of(Duration.between(seen.now(), until)));
        }
        var draft =
                status.edit()
                        .warmUntil(until, false)
                        .note("the window for an instant rollback is over", seen.now());
        return to(draft, apply(seen));
    }

    static Decision<Status, RolloutEffect> next(Seen seen, String words) {
        return next(seen, words, draft -> draft);
    }

    /// @param also what else becomes known by the step's end
    static Decision<Status, RolloutEffect> next(
            Seen seen, String words, UnaryOperator<Draft> also) {
        var draft =
                also.apply(seen.status().edit())
                        .evidence(evidence(seen))
                        .note(words, seen.now())
                        .nextStep(seen.now());
        var plan = seen.spec().plan();
        draft.say("Progressing", Rollout.words(plan, seen.status().step() + 1));
        return to(draft, List.of(), Duration.ZERO);
    }

    /// Stays where it is and says what for; only a changed word is stored.
    static Decision<Status, RolloutEffect> wait(Seen seen, String reason, String words) {
        boolean isSaid = seen.status().reason().equals(reason);
        var status = isSaid ? seen.status() : seen.status().edit().say(reason, words).status();
        return new Decision<>(status, words, List.of(), Optional.of(TICK));
    }

    static boolean isOver(Seen seen, Duration limit) {
        return seen.now().isAfter(seen.status().since().orElse(seen.now()).plus(limit));
    }

    static Optional<Rollout.Evidence> evidence(Seen seen) {
        return seen.judgement().map(Judgement.Opinion::evidence);
    }

    static List<RolloutEffect> apply(Seen seen) {
        return List.of(new RolloutEffect.Apply(seen.service()));
    }

    static Decision<Status, RolloutEffect> stay(Seen seen, Optional<Duration> again) {
        return new Decision<>(seen.status(), "nothing to do", List.of(), again);
    }

    static Decision<Status, RolloutEffect> to(Draft draft, List<RolloutEffect> effects) {
        return to(draft, effects, TICK);
    }

    static Decision<Status, RolloutEffect> to(
            Draft draft, List<RolloutEffect> effects, Duration again) {
        var status = draft.status();
        return new Decision<>(status, status.message(), effects, Optional.of(again));
    }
}
