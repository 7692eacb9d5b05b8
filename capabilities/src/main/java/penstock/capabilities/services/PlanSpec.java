package penstock.capabilities.services;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.model.Default;
import penstock.model.DurationText;

/// How a release is brought in. Every strategy is a list of steps for the one engine.
///
/// @param strategy says how many candidate instances run: `canary` a share like the weight (at least one), `blue-green` a
///     full set before the first traffic, `rolling` batches
/// @param steps in order; after the last one the candidate gets all traffic
/// @param rolling the batches of a rolling update; its steps are made from them
/// @param checks by name, for `check` steps and for `analysis`
/// @param analysis checks in the background
/// @param failureThreshold so many failed measurements of checks without a `failureLimit` of their own, in all, end the rollout
/// @param keepWarm for how long the old version stays ready after promotion
/// @param limits of time
public record PlanSpec(
        @Default("canary") Strategy strategy,
        List<Step> steps,
        Optional<RollingSpec> rolling,
        Map<String, CheckSpec> checks,
        List<AnalysisSpec> analysis,
        @Default("1") int failureThreshold,
        @Default("{}") JudgeSpec judge,
        @Default("15m") Duration keepWarm,
        @Default("{}") Limits limits) {
    public PlanSpec {
        steps = List.copyOf(steps);
        checks = Map.copyOf(checks);
        analysis = List.copyOf(analysis);
        if (failureThreshold < 1) {
            throw new IllegalArgumentException(
                    "failureThreshold: " + failureThreshold + " (expected: 1 or more)");
        }
        if (steps.isEmpty() && rolling.isEmpty()) {
            throw new IllegalArgumentException(
                    "steps: none (expected: at least one step, or rolling)");
        }
        for (var step : steps) {
            if (step instanceof Step.Check check) {
                requireInTime(
                        check.name(), check("steps", check.name(), checks), limits.validation());
            }
        }
        requireAnalysis(analysis, checks, rolling.isEmpty() ? steps.size() : Integer.MAX_VALUE);
        requireGrowing(steps);
        requireMargins(steps, judge);
    }

    /// Without margins of their own the judge's narrow as the weight grows, so what is shown early would not be what the last
    /// weight asks for.
    private static void requireMargins(List<Step> steps, JudgeSpec judge) {
        for (var step : steps) {
            if (step instanceof Step.Hold hold
                    && hold.onProven().equals(Optional.of(Step.OnProven.FINISH))
                    && judge.margins().isEmpty()) {
                throw new IllegalArgumentException(
                        "steps: "
                                + step.words()
                                + " (expected: judge.margins beside it, which are the same at every weight)");
            }
        }
    }

    private static CheckSpec check(String component, String name, Map<String, CheckSpec> checks) {
        var check = checks.get(name);
        if (check == null) {
            throw new IllegalArgumentException(
                    component
                            + ": check \""
                            + name
                            + "\" (expected: one of the plan's checks "
                            + checks.keySet().stream().sorted().toList()
                            + ")");
        }
        return check;
    }

    private static void requireInTime(String name, CheckSpec check, Duration validation) {
        if (check.leastTime().compareTo(validation) > 0) {
            throw new IllegalArgumentException(
                    "limits: validation "
                            + DurationText.format(validation)
                            + " (expected: at least the "
                            + DurationText.format(check.leastTime())
                            + " that the measurements of check \""
                            + name
                            + "\" take)");
        }
    }

    private static void requireAnalysis(
            List<AnalysisSpec> analysis, Map<String, CheckSpec> checks, int steps) {
        var names = new HashSet<String>();
        for (var each : analysis) {
            var _ = check("analysis", each.check(), checks);
            if (!names.add(each.check())) {
                throw new IllegalArgumentException(
                        "analysis: check \"" + each.check() + "\" twice (expected: once)");
            }
            if (each.startingStep() >= steps) {
                throw new IllegalArgumentException(
                        "analysis: startingStep "
                                + each.startingStep()
                                + " of check \""
                                + each.check()
                                + "\" (expected: 0 to "
                                + (steps - 1)
                                + ", one of the steps)");
            }
        }
    }

    private static void requireGrowing(List<Step> steps) {
        var before = penstock.model.Weight.NONE;
        for (var step : steps) {
            if (step instanceof Step.Weight(var to)) {
                if (to.compareTo(before) <= 0) {
                    throw new IllegalArgumentException(
                            "steps: weight "
                                    + to
                                    + " after "
                                    + before
                                    + " (expected: more; users only move forward)");
                }
                before = to;
            }
        }
    }

    /// How the judge is told to judge. It says `not-worse` as early as the hold with the shortest minimum may end; the other
    /// holds take their own time.
    public JudgeSpec judging() {
        var shortest = judge.minimumDwell();
        for (var step : steps) {
            if (step instanceof Step.Hold hold
                    && hold.minimum().isPresent()
                    && hold.minimum().get().compareTo(shortest) < 0) {
                shortest = hold.minimum().get();
            }
        }
        return judge.withMinimumDwell(shortest);
    }

    /// The hold whose words count at a step: the last one begun at this weight, or the first that follows.
    public Optional<Step.Hold> holdAt(int step) {
        int first = Math.min(step, steps.size());
        while (first > 0 && !isWeight(first)) {
            first--;
        }
        Optional<Step.Hold> found = Optional.empty();
        for (int i = first; i < steps.size() && (i == first || !isWeight(i)); i++) {
            if (steps.get(i) instanceof Step.Hold hold && (i <= step || found.isEmpty())) {
                found = Optional.of(hold);
            }
        }
        return found;
    }

    private boolean isWeight(int step) {
        return step < steps.size() && steps.get(step) instanceof Step.Weight;
    }

    /// What happens at a step when the candidate is worse.
    public JudgeSpec.OnWorse onWorse(int step) {
        return holdAt(step).flatMap(Step.Hold::onWorse).orElse(judge.onWorse());
    }

    public enum Strategy {
        CANARY,
        BLUE_GREEN,
        ROLLING
    }

    /// How many instances are exchanged at once (DEL-38, DEL-39), as numbers or shares of all instances. Stable keeps its
    /// instances until the window after promotion is over, so `maxUnavailable` only makes the batch larger.
    public record RollingSpec(
            @Default("25%") String maxSurge, @Default("25%") String maxUnavailable) {
        public RollingSpec {
            count("maxSurge", maxSurge, 4, true);
            count("maxUnavailable", maxUnavailable, 4, false);
        }

        /// Instances exchanged at once, of this many; at least one. Surge rounds up, unavailable rounds down.
        public int batch(int instances) {
            return Math.max(
                    1,
                    count("maxSurge", maxSurge, instances, true)
                            + count("maxUnavailable", maxUnavailable, instances, false));
        }

        private static int count(String name, String text, int instances, boolean isUp) {
            try {
                if (text.endsWith("%")) {
                    double exact =
                            Integer.parseInt(text.substring(0, text.length() - 1))
                                    * instances
                                    / 100.0;
                    return (int) (isUp ? Math.ceil(exact) : Math.floor(exact));
                }
                int count = Integer.parseInt(text);
                if (count >= 0) {
                    return count;
                }
            } catch (NumberFormatException _) {
                // told below
            }
            throw new IllegalArgumentException(
                    name
                            + ": \""
                            + text
                            + "\" (expected: a number such as 1 or a share such as 25%)");
        }
    }

    /// Limits of time (DEL-20).
    ///
    /// @param ready until enough candidate instances are ready, each time more are needed
    /// @param progress from ready until a new weight is confirmed by the gateway
    /// @param validation for all runs of one check step together
    /// @param rollback until a rollback is confirmed; then a person is needed
    /// @param rollout from the start of the first instance to the promotion, pauses included; then it is rolled back. 0 is no limit
    public record Limits(
            @Default("300s") Duration ready,
            @Default("600s") Duration progress,
            @Default("600s") Duration validation,
            @Default("300s") Duration rollback,
            @Default("0") Duration rollout) {}
}
