package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.model.Default;

/// The `rollout` section of a service: a named profile, and what is different here.
///
/// @param profile a built-in profile (`canary`, `blue-green`, `rolling`, …) or a resource of kind Profile
/// @param steps instead of the profile's
/// @param checks added to the profile's
/// @param analysis instead of the profile's
public record PlanChoice(
        @Default("canary") String profile,
        List<Step> steps,
        Map<String, CheckSpec> checks,
        Optional<List<AnalysisSpec>> analysis,
        Optional<JudgeSpec> judge,
        Optional<Duration> keepWarm,
        Optional<Integer> failureThreshold,
        Optional<PlanSpec.Limits> limits) {
    public static PlanChoice parse(String profile) {
        return new PlanChoice(
                profile,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The profile with the differences applied.
    public PlanSpec onto(PlanSpec base) {
        var merged = new java.util.TreeMap<>(base.checks());
        merged.putAll(checks);
        return new PlanSpec(
                base.strategy(),
                steps.isEmpty() ? base.steps() : steps,
                steps.isEmpty() ? base.rolling() : Optional.empty(),
                merged,
                analysis.orElse(base.analysis()),
                failureThreshold.orElse(base.failureThreshold()),
                judge.orElse(base.judge()),
                keepWarm.orElse(base.keepWarm()),
                limits.orElse(base.limits()));
    }
}
