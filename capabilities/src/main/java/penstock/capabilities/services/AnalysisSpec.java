package penstock.capabilities.services;

import java.util.Optional;
import penstock.capabilities.services.JudgeSpec.OnUnknown;
import penstock.capabilities.services.Step.Then;
import penstock.model.Default;

/// A check that goes on in the background while the steps are carried out, from the candidate's first traffic on. Short form:
/// its name.
///
/// @param check the name of one of the plan's checks
/// @param startingStep not before this step, counted from 0
/// @param onFailed what happens when it has failed as often as allowed
/// @param onUnknown what happens when it is not known; without it, what the plan's judge says. While one waits, the weight is not
///     raised
public record AnalysisSpec(
        String check,
        @Default("0") int startingStep,
        @Default("rollback") Then onFailed,
        Optional<OnUnknown> onUnknown) {
    public AnalysisSpec {
        Checks.atLeast("startingStep", startingStep, 0);
    }

    public static AnalysisSpec parse(String check) {
        return new AnalysisSpec(check, 0, Then.ROLLBACK, Optional.empty());
    }
}
