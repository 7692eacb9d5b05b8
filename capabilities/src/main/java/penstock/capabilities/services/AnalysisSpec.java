package penstock.capabilities.services;

import penstock.model.Default;

/// A check that goes on in the background while the steps are carried out, from the first traffic of the candidate on.
///
/// @param check the name of one of the plan's checks
/// @param startingStep not before this step, counted from 0
public record AnalysisSpec(String check, @Default("0") int startingStep) {
    public AnalysisSpec {
        Checks.atLeast("startingStep", startingStep, 0);
    }

    public static AnalysisSpec parse(String check) {
        return new AnalysisSpec(check, 0);
    }
}
