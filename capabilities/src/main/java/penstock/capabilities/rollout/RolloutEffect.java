package penstock.capabilities.rollout;

import penstock.capabilities.services.CheckSpec;
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

    /// Runs a check once; `attempt` tells the runs of one step apart.
    record RunCheck(Ref rollout, int step, int attempt, CheckSpec check, String url)
            implements RolloutEffect {}
}
