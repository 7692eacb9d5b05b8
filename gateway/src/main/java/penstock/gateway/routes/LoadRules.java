package penstock.gateway.routes;

import java.util.Map;
import java.util.Optional;

/// How a route's requests are spread over instances, what spares instances that fail or have too much to do, and
/// when a request is sent once more.
///
/// - `weights`: of instances by their ids, 1 for one that is not there. One with twice the weight gets twice the requests.
public record LoadRules(
        Balance balance,
        Optional<Outliers> outliers,
        Optional<Breaker> breaker,
        Optional<LoadLimit> limit,
        Optional<Retry> retry,
        Map<String, Integer> weights) {

    private static final int MAX_WEIGHT = 1 << 27;

    /// The least requests, and nothing else.
    public static final LoadRules DEFAULT =
            new LoadRules(
                    Balance.DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());

    public LoadRules {
        weights = Map.copyOf(weights);
        weights.forEach(
                (instance, weight) -> {
                    Checks.text("instanceId", instance);
                    Checks.range("weight", weight, 1, MAX_WEIGHT);
                });
    }

    public LoadRules with(Balance other) {
        return new LoadRules(other, outliers, breaker, limit, retry, weights);
    }

    public LoadRules with(Outliers other) {
        return new LoadRules(balance, Optional.of(other), breaker, limit, retry, weights);
    }

    public LoadRules with(Breaker other) {
        return new LoadRules(balance, outliers, Optional.of(other), limit, retry, weights);
    }

    public LoadRules with(LoadLimit other) {
        return new LoadRules(balance, outliers, breaker, Optional.of(other), retry, weights);
    }

    public LoadRules with(Retry other) {
        return new LoadRules(balance, outliers, breaker, limit, Optional.of(other), weights);
    }

    public LoadRules withWeights(Map<String, Integer> others) {
        return new LoadRules(balance, outliers, breaker, limit, retry, others);
    }
}
