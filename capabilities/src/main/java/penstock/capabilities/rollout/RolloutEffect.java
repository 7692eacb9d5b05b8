package penstock.capabilities.rollout;

import penstock.capabilities.checks.CheckOrder;
import penstock.model.Ref;
import penstock.model.Weight;

/// What a rollout does to the world; each may be repeated.
sealed interface RolloutEffect {
    /// Makes routing and instances follow what is stored for the service.
    record Apply(Ref service) implements RolloutEffect {}

    /// Begins to judge, or begins the next stage, before its weight is published.
    record Judge(Ref rollout, int step, Weight weight) implements RolloutEffect {}

    /// Lets the judge forget a rollout that has ended.
    record EndJudging(Ref rollout) implements RolloutEffect {}

    /// Makes a measurement of a check.
    ///
    /// @param place where in the rollout it is
    /// @param number tells the measurements of one place apart
    record RunCheck(Ref rollout, String place, int number, CheckOrder order)
            implements RolloutEffect {}
}
