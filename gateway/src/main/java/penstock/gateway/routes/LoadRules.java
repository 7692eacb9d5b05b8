package penstock.gateway.routes;

import java.util.Optional;

/// How a route's requests are spread over instances, what spares instances that fail or have too much to do, and
/// when a request is sent once more.
public record LoadRules(
        Balance balance,
        Optional<Outliers> outliers,
        Optional<Breaker> breaker,
        Optional<LoadLimit> limit,
        Optional<Retry> retry) {

    /// The least requests, and nothing else.
    public static final LoadRules DEFAULT =
            new LoadRules(
                    Balance.DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public LoadRules with(Balance other) {
        return new LoadRules(other, outliers, breaker, limit, retry);
    }

    public LoadRules with(Outliers other) {
        return new LoadRules(balance, Optional.of(other), breaker, limit, retry);
    }

    public LoadRules with(Breaker other) {
        return new LoadRules(balance, outliers, Optional.of(other), limit, retry);
    }

    public LoadRules with(LoadLimit other) {
        return new LoadRules(balance, outliers, breaker, Optional.of(other), retry);
    }

    public LoadRules with(Retry other) {
        return new LoadRules(balance, outliers, breaker, limit, Optional.of(other));
    }
}
