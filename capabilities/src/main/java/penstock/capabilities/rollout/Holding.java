package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.Step;
import penstock.capabilities.services.Step.OnProven;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;
import penstock.model.DurationText;
import penstock.model.Weight;

/// The hold step: keeps the weight for a time, or until the judge has shown the candidate not worse. A hold that is over without
/// any data, or without a verdict, is not known, and the step or the plan says what then.
final class Holding {
    private Holding() {}

    static Decision<Status, RolloutEffect> hold(Seen seen, Step.Hold hold) {
        if (seen.status().isProven()) {
            return Engine.next(seen, hold.words() + ": shown before");
        }
        return proven(seen, hold)
                .orElseGet(
                        () ->
                                hold.until().isPresent()
                                        ? holdUntil(seen, hold)
                                        : holdFor(seen, hold));
    }

    /// A hold for a time takes no notice of the proof unless it says what it leads to.
    private static Optional<Decision<Status, RolloutEffect>> proven(Seen seen, Step.Hold hold) {
        boolean isAsked = hold.until().isPresent() || hold.onProven().isPresent();
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        if (!isAsked
                || verdict.isEmpty()
                || !(verdict.get() instanceof Verdict.NotWorse proven)
                || !hasTakenItsTime(seen, hold)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (hold.onProven().orElse(OnProven.NEXT)) {
                    case NEXT -> Engine.next(seen, proven.sentence());
                    case FINISH ->
                            Engine.next(
                                    seen,
                                    proven.sentence() + "; all later holds end at once",
                                    Draft::proven);
                });
    }

    /// The judge has waited for the shortest minimum among the holds; the others wait for their own.
    private static boolean hasTakenItsTime(Seen seen, Step.Hold hold) {
        var status = seen.status();
        var plan = seen.spec().plan();
        if (hold.minimum().isPresent()) {
            return hasPassed(seen, status.since().orElse(seen.now()), hold.minimum().get());
        }
        var usual = plan.judge().minimumDwell();
        return plan.judging().minimumDwell().equals(usual)
                || hasPassed(seen, status.weightSince().orElse(seen.now()), usual);
    }

    private static boolean hasPassed(Seen seen, java.time.Instant from, Duration time) {
        return !seen.now().isBefore(from.plus(time));
    }

    private static Decision<Status, RolloutEffect> holdFor(Seen seen, Step.Hold hold) {
        boolean isJudged =
                seen.spec().plan().judge().enabled() && !seen.status().weight().equals(Weight.NONE);
        if (!hasPassed(seen, seen.status().since().orElse(seen.now()), hold.time())) {
            return Engine.wait(seen, "Holding", hold.words());
        }
        boolean isSilent =
                seen.judgement().map(opinion -> opinion.candidate().requests() == 0).orElse(true);
        return isJudged && isSilent
                ? unknown(
                        seen,
                        hold,
                        "not known: the candidate had no requests during " + hold.words())
                : Engine.next(seen, hold.words() + " is over");
    }

    private static Decision<Status, RolloutEffect> holdUntil(Seen seen, Step.Hold hold) {
        if (seen.status().isOverruled()) {
            return Engine.next(
                    seen, hold.words() + ": not waited for, since \"worse\" was overruled");
        }
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        boolean isOver = !hold.atMost().isZero() && Engine.isOver(seen, hold.atMost());
        if (!isOver) {
            return Engine.wait(seen, "Holding", hold.words());
        }
        var sentence = verdict.map(Verdict::sentence).orElse("not known: no data yet");
        return unknown(
                seen, hold, sentence + " (at most " + DurationText.format(hold.atMost()) + ")");
    }

    /// What is missing changes all the time; that the time is up is written down once.
    private static Decision<Status, RolloutEffect> goOnWaiting(Seen seen, String words) {
        if (seen.status().reason().equals("NotKnown")) {
            return Engine.wait(seen, "NotKnown", words);
        }
        var draft = seen.status().edit().evidence(Engine.evidence(seen)).note(words, seen.now());
        return Engine.to(draft.say("NotKnown", words), List.of());
    }

    private static Decision<Status, RolloutEffect> unknown(
            Seen seen, Step.Hold hold, String words) {
        return switch (hold.onUnknown().orElse(seen.spec().plan().judge().onUnknown())) {
            case OnUnknown.WAIT -> goOnWaiting(seen, words);
            case OnUnknown.PAUSE -> Pausing.pause(seen, "NotKnown", words);
            case OnUnknown.ROLLBACK -> Engine.rollBack(seen, Phase.ROLLED_BACK, "NotKnown", words);
        };
    }
}
