package penstock.capabilities.rollout;

import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.Step;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;
import penstock.model.Weight;

/// The hold step: keeps the weight for a time, or until the judge has shown the candidate not worse. A hold that is over without
/// any data, or without a verdict, is not known, and the plan says what then.
final class Holding {
    private Holding() {}

    static Decision<Status, RolloutEffect> hold(Seen seen, Step.Hold hold) {
        boolean isJudged =
                seen.spec().plan().judge().enabled() && !seen.status().weight().equals(Weight.NONE);
        if (hold.until().isPresent()) {
            return holdUntil(seen, hold);
        }
        var end = seen.status().since().orElse(seen.now()).plus(hold.time());
        if (seen.now().isBefore(end)) {
            return Engine.wait(seen, "Holding", hold.words());
        }
        boolean isSilent =
                seen.judgement().map(opinion -> opinion.candidate().requests() == 0).orElse(true);
        return isJudged && isSilent
                ? unknown(seen, "not known: the candidate had no requests during " + hold.words())
                : Engine.next(seen, hold.words() + " is over");
    }

    private static Decision<Status, RolloutEffect> holdUntil(Seen seen, Step.Hold hold) {
        var verdict = seen.judgement().map(Judgement.Opinion::verdict);
        if (verdict.isPresent() && verdict.get() instanceof Verdict.NotWorse proven) {
            return Engine.next(seen, proven.sentence());
        }
        boolean isOver = !hold.atMost().isZero() && Engine.isOver(seen, hold.atMost());
        var words = verdict.map(Verdict::sentence).orElse("not known: no data yet");
        return isOver ? unknown(seen, words) : Engine.wait(seen, "Holding", hold.words());
    }

    private static Decision<Status, RolloutEffect> unknown(Seen seen, String words) {
        var onUnknown = seen.spec().plan().judge().onUnknown();
        return switch (onUnknown) {
            case OnUnknown.WAIT -> Engine.wait(seen, "NotKnown", words);
            case OnUnknown.PAUSE -> Pausing.pause(seen, "NotKnown", words);
            case OnUnknown.ROLLBACK -> Engine.rollBack(seen, Phase.ROLLED_BACK, "NotKnown", words);
        };
    }
}
