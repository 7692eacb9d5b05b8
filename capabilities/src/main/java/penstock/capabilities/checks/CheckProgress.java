package penstock.capabilities.checks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.CheckSpec;
import penstock.model.Default;

/// What a check has measured so far at one place of a rollout. Pure: the same measurements always lead to the same state. A
/// measurement is taken into account when the status it is in is stored, under its number; one that was under way when a
/// server ended is made again under the same number, so none counts twice.
///
/// @param name of the check
/// @param step the index of the step that it is; absent in the background
/// @param startedAt when the check began
/// @param measured how many measurements were taken into account
/// @param failed so many of them
/// @param consecutiveErrors errors since the last answer
/// @param consecutivePassed since the last that did not pass
/// @param isOverruled somebody went on despite it, so it decides nothing any more
/// @param measurements the last ones
public record CheckProgress(
        String name,
        Optional<Integer> step,
        State state,
        @Default("false") boolean dryRun,
        Instant startedAt,
        @Default("0") int measured,
        @Default("0") int passed,
        @Default("0") int failed,
        @Default("0") int inconclusive,
        @Default("0") int errors,
        @Default("0") int consecutiveErrors,
        @Default("0") int consecutivePassed,
        @Default("false") boolean isOverruled,
        List<Measurement> measurements) {
    public CheckProgress {
        measurements = List.copyOf(measurements);
    }

    public enum State {
        MEASURING,
        PASSED,
        /// More failed than allowed. A dry run goes on nevertheless.
        FAILED,
        /// More was inconclusive, or could not be measured, than allowed; goes on until something is known.
        NOT_KNOWN
    }

    public static CheckProgress begun(
            String name, Optional<Integer> step, CheckSpec spec, Instant now) {
        return new CheckProgress(
                name,
                step,
                State.MEASURING,
                spec.dryRun(),
                now,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                false,
                List.of());
    }

    /// Tells the places of a rollout apart.
    public String place() {
        return step.map(index -> "step " + index).orElse("background") + "/" + name;
    }

    /// Whether it may change what the rollout does.
    public boolean decides() {
        return !dryRun && !isOverruled;
    }

    /// Whether there is something left to measure.
    public boolean isOpen() {
        return state != State.PASSED && (state != State.FAILED || !decides());
    }

    /// How many say something about the candidate.
    public int known() {
        return passed + failed;
    }

    public Optional<Measurement> last() {
        return measurements.isEmpty() ? Optional.empty() : Optional.of(measurements.getLast());
    }

    /// When the next measurement is due.
    public Instant due(CheckSpec spec) {
        return last().map(found -> found.at().plus(spec.interval()))
                .orElseGet(() -> startedAt.plus(spec.firstAfter()));
    }

    /// Whether the next measurement, should it say something, is the last that is needed.
    public boolean isLast(CheckSpec spec) {
        return spec.needed(step.isPresent()).map(needed -> known() + 1 >= needed).orElse(false);
    }

    /// With one more measurement.
    ///
    /// @param allowed how many failed ones there may be, without a limit of the check's own
    public CheckProgress take(CheckSpec spec, Finding finding, Instant now, int allowed) {
        var outcome = finding.outcome();
        var kept = new ArrayList<>(measurements);
        kept.add(new Measurement(measured + 1, now, outcome, finding.value(), finding.message()));
        while (kept.size() > spec.measurementRetention()) {
            kept.removeFirst();
        }
        var counted =
                new CheckProgress(
                        name,
                        step,
                        state,
                        dryRun,
                        startedAt,
                        measured + 1,
                        passed + (outcome == Outcome.PASSED ? 1 : 0),
                        failed + (outcome == Outcome.FAILED ? 1 : 0),
                        inconclusive + (outcome == Outcome.INCONCLUSIVE ? 1 : 0),
                        errors + (outcome == Outcome.ERROR ? 1 : 0),
                        outcome == Outcome.ERROR ? consecutiveErrors + 1 : 0,
                        outcome == Outcome.PASSED ? consecutivePassed + 1 : 0,
                        isOverruled,
                        kept);
        return counted.at(counted.assess(spec, outcome, allowed));
    }

    private State assess(CheckSpec spec, Outcome last, int allowed) {
        int limit = spec.failureLimit().orElse(allowed);
        if (state == State.FAILED || (last == Outcome.FAILED && limit >= 0 && failed > limit)) {
            return State.FAILED;
        }
        if (last == Outcome.PASSED && isEnough(spec)) {
            return State.PASSED;
        }
        boolean isUnsettled =
                isBeyond(inconclusive, spec.inconclusiveLimit())
                        || isBeyond(consecutiveErrors, spec.consecutiveErrorLimit());
        return !last.isKnown() && isUnsettled ? State.NOT_KNOWN : State.MEASURING;
    }

    private boolean isEnough(CheckSpec spec) {
        int inARow = spec.consecutiveSuccessLimit();
        return inARow > 0
                ? consecutivePassed >= inARow
                : spec.needed(step.isPresent()).map(needed -> known() >= needed).orElse(false);
    }

    private static boolean isBeyond(int count, int limit) {
        return limit >= 0 && count > limit;
    }

    private CheckProgress at(State next) {
        return with(next, inconclusive, consecutiveErrors, isOverruled);
    }

    /// Measures on, and decides nothing any more.
    public CheckProgress overruled() {
        return with(state, inconclusive, consecutiveErrors, true);
    }

    /// Forgets what could not be known so far.
    public CheckProgress forgiven() {
        return with(State.MEASURING, 0, 0, isOverruled);
    }

    private CheckProgress with(
            State next, int inconclusiveNow, int consecutiveErrorsNow, boolean isOverruledNow) {
        return new CheckProgress(
                name,
                step,
                next,
                dryRun,
                startedAt,
                measured,
                passed,
                failed,
                inconclusiveNow,
                errors,
                consecutiveErrorsNow,
                consecutivePassed,
                isOverruledNow,
                measurements);
    }

    /// In words: `3 passed, 1 failed, 2 not known`.
    public String figures() {
        int unknown = measured - passed - failed;
        return passed
                + " passed, "
                + failed
                + " failed"
                + (unknown == 0 ? "" : ", " + unknown + " not known");
    }
}
