package penstock.capabilities.rollout;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.checks.CheckProgress.State;
import penstock.capabilities.rollout.Rollout.Status;
import penstock.capabilities.services.AnalysisSpec;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.Step;
import penstock.kernel.control.Decision;
import penstock.model.Weight;

/// The checks in the background. One that fails ends or pauses the rollout; while one is not known, the weight is not raised; and
/// there is no promotion without a measurement of each, or before one that takes a number of measurements has passed.
final class Background {
    static final String FAILED = "AnalysisFailed";
    static final String NOT_KNOWN = "AnalysisNotKnown";

    private Background() {}

    /// What must end the rollout, or pause it.
    static Optional<Decision<Status, RolloutEffect>> trouble(Seen seen) {
        var phase = seen.status().phase();
        if (phase != Phase.PROGRESSING && phase != Phase.PAUSED) {
            return Optional.empty();
        }
        return seen.spec().plan().analysis().stream()
                .flatMap(analysis -> trouble(seen, analysis).stream())
                .findFirst();
    }

    private static Optional<Decision<Status, RolloutEffect>> trouble(
            Seen seen, AnalysisSpec analysis) {
        var progress = progress(seen, analysis);
        if (progress.isEmpty()) {
            return Optional.empty();
        }
        var words = "check in the background " + Checking.told(progress.get());
        var onUnknown = analysis.onUnknown().orElse(seen.spec().plan().judge().onUnknown());
        return switch (progress.get().state()) {
            case MEASURING, PASSED -> Optional.empty();
            case FAILED -> set(seen, analysis.onFailed() == Step.Then.ROLLBACK, FAILED, words);
            case NOT_KNOWN ->
                    onUnknown == OnUnknown.WAIT
                            ? Optional.empty()
                            : set(seen, onUnknown == OnUnknown.ROLLBACK, NOT_KNOWN, words);
        };
    }

    private static Optional<Decision<Status, RolloutEffect>> set(
            Seen seen, boolean isBack, String reason, String words) {
        if (isBack) {
            return Optional.of(Engine.rollBack(seen, Phase.ROLLED_BACK, reason, words));
        }
        return seen.status().phase() == Phase.PAUSED
                ? Optional.empty()
                : Optional.of(Pausing.pause(seen, reason, words));
    }

    /// A check that may still decide something.
    private static Optional<CheckProgress> progress(Seen seen, AnalysisSpec analysis) {
        return Measuring.progress(seen.status(), analysis.check(), Optional.empty())
                .filter(CheckProgress::decides);
    }

    /// What keeps the weight from being raised to this, or to all for good.
    static Optional<Decision<Status, RolloutEffect>> gate(Seen seen, Weight to) {
        boolean isServed = !seen.status().weight().equals(Weight.NONE);
        if (!isServed || seen.spec().orders().promote().isPresent()) {
            return Optional.empty();
        }
        return seen.spec().plan().analysis().stream()
                .flatMap(analysis -> progress(seen, analysis).stream())
                .filter(progress -> isInTheWay(seen, progress, to.equals(Weight.ALL)))
                .findFirst()
                .map(
                        progress ->
                                Checking.waiting(
                                        seen,
                                        progress.state() == State.NOT_KNOWN
                                                ? NOT_KNOWN
                                                : "WaitingForAnalysis",
                                        "waiting for check in the background "
                                                + Checking.told(progress)));
    }

    private static boolean isInTheWay(Seen seen, CheckProgress progress, boolean isAll) {
        var spec = Measuring.spec(seen, progress.name());
        boolean isUnfinished =
                spec.needed(false).isPresent()
                        ? progress.state() != State.PASSED
                        : progress.known() == 0;
        return progress.state() == State.NOT_KNOWN || (isAll && isUnfinished);
    }

    /// Somebody went on despite what paused the rollout.
    static Draft resumed(Status status, Draft draft) {
        return switch (status.reason()) {
            case FAILED -> draft.checks(each(status, State.FAILED, CheckProgress::overruled));
            case NOT_KNOWN -> draft.checks(each(status, State.NOT_KNOWN, CheckProgress::forgiven));
            default -> draft;
        };
    }

    private static List<CheckProgress> each(
            Status status, State state, UnaryOperator<CheckProgress> change) {
        return status.checks().stream()
                .map(
                        found ->
                                found.step().isEmpty() && found.state() == state
                                        ? change.apply(found)
                                        : found)
                .toList();
    }
}
