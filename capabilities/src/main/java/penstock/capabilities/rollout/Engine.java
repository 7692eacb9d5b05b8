package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.JudgeSpec.OnWorse;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;
import penstock.model.Weight;

/// The step engine: one state machine for every strategy. Pure; each decision is one transition at most, stored before
/// its effects. An abort outranks everything else, then what ends the rollout badly, then pausing, then progress.
final class Engine {
    private static final Duration TICK = Duration.ofMillis(500);

    private Engine() {}

    static Decision<Status, RolloutEffect> decide(Seen seen) {
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
            case PENDING -> seen.isBlocked() ? stay(seen, Optional.of(TICK)) : prepare(seen);
            case PREPARING -> trouble(seen).orElseGet(() -> awaitReady(seen));
            case PROGRESSING ->
                    trouble(seen).orElseGet(() -> paused(seen).orElseGet(() -> progress(seen)));
            case PAUSED -> trouble(seen).orElseGet(() -> resume(seen));
            case PROMOTING -> trouble(seen).orElseGet(() -> promote(seen));
            case ROLLING_BACK -> awaitRollback(seen);
            case COMPLETED, ROLLED_BACK, FAILED, SUPERSEDED -> afterwards(seen);
        };
    }

    private static Decision<Status, RolloutEffect> prepare(Seen seen) {
        var first = seen.stable().isEmpty();
        int needed =
                first ? seen.instances().orElse(1) : needed(seen, firstWeight(seen.spec().plan()));
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
        return to(draft, apply(seen));
    }

    private static Weight firstWeight(PlanSpec plan) {
        return plan.steps().stream()
                .filter(Step.Weight.class::isInstance)
                .map(step -> ((Step.Weight) step).to())
                .findFirst()
                .orElse(Weight.ALL);
    }

    /// Candidate instances for a weight: all of them for blue-green, the like share (at least one) otherwise.
    private static int needed(Seen seen, Weight weight) {
        int all = Math.max(1, seen.instances().orElse(1));
        return switch (seen.spec().plan().strategy()) {
            case BLUE_GREEN -> all;
            case CANARY, ROLLING ->
                    Math.max(1, Math.ceilDiv(all * weight.basisPoints(), Weight.ALL.basisPoints()));
        };
    }

    private static Decision<Status, RolloutEffect> awaitReady(Seen seen) {
        int needed = seen.status().candidateInstances();
        if (seen.ready() < needed) {
            return awaitInstances(seen, needed);
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
            return to(draft.weight(Weight.ALL, seen.now()), apply(seen));
        }
        return to(
                seen.status().edit().enter(Phase.PROGRESSING, "Ready", words, seen.now()),
                List.of(),
                Duration.ZERO);
    }

    private static Decision<Status, RolloutEffect> awaitInstances(Seen seen, int needed) {
        var limit = seen.spec().plan().limits().ready();
        if (isOver(seen, limit)) {
            var words =
                    "not ready within "
                            + DurationText.format(limit)
                            + ": "
                            + seen.ready()
                            + " of "
                            + needed
                            + " instances";
            return rollBack(seen, failure(seen), "NotReady", words + details(seen));
        }
        return wait(
                seen,
                "WaitingForInstances",
                seen.ready() + " of " + needed + " instances are ready");
    }

    /// What must end the rollout whatever the step: broken instances, or a verdict.
    private static Optional<Decision<Status, RolloutEffect>> trouble(Seen seen) {
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
                    rollBack(
                            seen,
                            failure(seen),
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
                    rollBack(seen, Phase.ROLLED_BACK, "CandidateWorse", worse.sentence()));
        }
        return seen.status().phase() == Phase.PAUSED
                ? Optional.empty()
                : Optional.of(pause(seen, "CandidateWorse", worse.sentence()));
    }

    private static Phase failure(Seen seen) {
        return seen.status().weight().equals(Weight.NONE) || seen.stable().isEmpty()
                ? Phase.FAILED
                : Phase.ROLLED_BACK;
    }

    private static String details(Seen seen) {
        return seen.candidates().stream()
                .filter(instance -> !instance.isReady() && !instance.message().isEmpty())
                .map(instance -> "; " + instance.id() + ": " + instance.message())
                .findFirst()
                .orElse("");
    }

    private static Optional<Decision<Status, RolloutEffect>> paused(Seen seen) {
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

    private static Decision<Status, RolloutEffect> pause(Seen seen, String reason, String words) {
        return to(
                seen.status()
                        .edit()
                        .evidence(evidence(seen))
                        .enter(Phase.PAUSED, reason, words, seen.now()),
                List.of());
    }

    private static Decision<Status, RolloutEffect> resume(Seen seen) {
        var orders = seen.spec().orders();
        if (orders.promote().isPresent()) {
            return to(
                    seen.status()
                            .edit()
                            .enter(
                                    Phase.PROGRESSING,
                                    "Promoting",
                                    "promoted while paused",
                                    seen.now()),
                    List.of(),
                    Duration.ZERO);
        }
        if (orders.pause().isPresent() || orders.resumes() <= seen.status().resumesSeen()) {
            return stay(seen, Optional.of(TICK));
        }
        var draft = seen.status().edit().resumed(orders.resumes());
        switch (seen.status().reason()) {
            case "PauseStep", "NotKnown" -> draft.nextStep(seen.now());
            case "CandidateWorse" -> draft.overruled();
            default -> {
                // an ordered pause goes on with the step it interrupted
            }
        }
        return to(
                draft.enter(Phase.PROGRESSING, "Resumed", "resumed", seen.now()),
                List.of(),
                Duration.ZERO);
    }

    private static Decision<Status, RolloutEffect> progress(Seen seen) {
        var steps = seen.spec().plan().steps();
        if (seen.spec().orders().promote().isPresent() || seen.status().step() >= steps.size()) {
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
        return switch (steps.get(seen.status().step())) {
            case Step.Weight(var to) ->
                    raise(seen, to).orElseGet(() -> next(seen, "weight " + to + " is served"));
            case Step.Hold hold -> hold(seen, hold);
            case Step.Check(var name) -> Checking.check(seen, name);
            case Step.Approve approve -> approve(seen, approve);
            case Step.Pause() -> pause(seen, "PauseStep", "waiting for resume");
        };
    }

    /// Brings the weight to a value; empty once the gateway serves it.
    private static Optional<Decision<Status, RolloutEffect>> raise(Seen seen, Weight to) {
        int needed = needed(seen, to);
        var status = seen.status();
        if (status.candidateInstances() < needed) {
            var draft = status.edit().candidateInstances(needed, seen.now());
            return Optional.of(
                    to(draft.say("Scaling", "scaling to " + needed + " instances"), apply(seen)));
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
            return Optional.of(to(draft, applyJudged(seen, to)));
        }
        if (seen.isUnjudged()) {
            return Optional.of(
                    new Decision<>(status, "judging", applyJudged(seen, to), Optional.of(TICK)));
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
            return Optional.of(rollBack(seen, Phase.ROLLED_BACK, "ProgressDeadline", words));
        }
        return Optional.of(
                new Decision<>(status, "waiting for the gateway", apply(seen), Optional.of(TICK)));
    }

    /// A weight below all is judged from the moment on which it is served.
    private static List<RolloutEffect> applyJudged(Seen seen, Weight to) {
        var judge = new RolloutEffect.Judge(seen.rollout().ref(), seen.status().step(), to);
        return to.equals(Weight.ALL)
                ? apply(seen)
                : List.of(judge, new RolloutEffect.Apply(seen.service()));
    }

    private static Decision<Status, RolloutEffect> hold(Seen seen, Step.Hold hold) {
        boolean isJudged =
                seen.spec().plan().judge().enabled() && !seen.status().weight().equals(Weight.NONE);
        if (hold.until().isPresent()) {
            return holdUntil(seen, hold);
        }
        var end = seen.status().since().orElse(seen.now()).plus(hold.time());
        if (seen.now().isBefore(end)) {
            return wait(seen, "Holding", hold.words());
        }
        boolean isSilent =
                seen.judgement().map(opinion -> opinion.candidate().requests() == 0).orElse(true);
        return isJudged && isSilent
                ? unknown(seen, "not known: the candidate had no requests during " + hold.words())
                : next(seen, hold.words() + " is over");
    }

    private static Decision<Status, RolloutEffect> holdUntil(Seen seen, Step.Hold hold) {
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        if (verdict.isPresent() && verdict.get() instanceof Verdict.NotWorse proven) {
            return next(seen, proven.sentence());
        }
        boolean isOver = !hold.atMost().isZero() && isOver(seen, hold.atMost());
        var words = verdict.map(Verdict::sentence).orElse("not known: no data yet");
        return isOver ? unknown(seen, words) : wait(seen, "Holding", hold.words());
    }

    private static Decision<Status, RolloutEffect> unknown(Seen seen, String words) {
        var onUnknown = seen.spec().plan().judge().onUnknown();
        return switch (onUnknown) {
            case OnUnknown.WAIT -> wait(seen, "NotKnown", words);
            case OnUnknown.PAUSE -> pause(seen, "NotKnown", words);
            case OnUnknown.ROLLBACK -> rollBack(seen, Phase.ROLLED_BACK, "NotKnown", words);
        };
    }

    private static Decision<Status, RolloutEffect> approve(Seen seen, Step.Approve approve) {
        int step = seen.status().step();
        var approval =
                seen.spec().orders().approvals().stream()
                        .filter(found -> found.step() == step)
                        .findFirst();
        if (approval.isPresent()) {
            return next(
                    seen, "approved by " + approval.get().by() + ": " + approval.get().reason());
        }
        if (!approve.timeout().isZero() && isOver(seen, approve.timeout())) {
            var words =
                    "no approval by "
                            + approve.role()
                            + " within "
                            + DurationText.format(approve.timeout());
            return rollBack(seen, failure(seen), "NotApproved", words);
        }
        return wait(seen, "WaitingForApproval", "waiting for " + approve.words());
    }

    private static Decision<Status, RolloutEffect> promote(Seen seen) {
        if (seen.stable().isPresent()) {
            var raised = raise(seen, Weight.ALL);
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
        var draft =
                seen.status()
                        .edit()
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

    private static Decision<Status, RolloutEffect> stay(Seen seen, Optional<Duration> again) {
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
