package penstock.bench.judge;

import java.util.List;

/// How a rollout goes.
///
/// @param weights one after the other
/// @param seconds in which it ends; a fixed schedule has an equal part of it for each weight
/// @param isDriven whether the judge says when to go on
record Plan(List<Double> weights, double seconds, boolean isDriven) {
    private static final List<Double> USUAL = List.of(0.05, 0.25, 0.5);

    static Plan fixed(double minutes) {
        return new Plan(USUAL, minutes * 60, false);
    }

    static Plan driven(double minutes) {
        return new Plan(USUAL, minutes * 60, true);
    }

    String name() {
        return isDriven ? "driven" : "fixed";
    }

    /// The stage that a fixed schedule is in.
    int stageAt(double secondsSinceStart) {
        var stage = (int) (secondsSinceStart / (seconds / weights.size()));
        return Math.min(stage, weights.size() - 1);
    }
}
