package penstock.capabilities.services;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.Retry;
import penstock.model.Default;

/// When a request is sent to its version once more. Which requests may be, and how many, is said in `rescue`, for all repetitions
/// together.
///
/// @param attempts so many more at most, on another instance if there is one
/// @param on after what: `reset`, `timeout` (of `perTry`), `5xx`, `gateway-error` (502 to 504) or a status from 400 to 599
/// @param perTry how long each attempt may wait for its answer; all together have the route's `timeout`
/// @param pause before the next attempt; doubles each time, and half of it is drawn
/// @param pauseAtMost the longest pause, also when the answer asks for more with `Retry-After`: then it stands
public record RetrySpec(
        @Default("1") int attempts,
        List<String> on,
        Optional<Duration> perTry,
        @Default("25ms") Duration pause,
        @Default("250ms") Duration pauseAtMost) {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    public RetrySpec {
        on = List.copyOf(on);
        Checks.range("attempts", attempts, 1, 10);
        if (on.isEmpty()) {
            throw new IllegalArgumentException(
                    "on: empty (expected: after what to retry, such as reset, gateway-error or 503)");
        }
        RouteSpec.require("on", on, Retry.On::parse);
        perTry.ifPresent(
                time -> Checks.range("perTry", time, Duration.ofMillis(50), Duration.ofHours(1)));
        if (on.contains("timeout") && perTry.isEmpty()) {
            throw new IllegalArgumentException(
                    "perTry: missing (required for on: timeout, as there is no time left after the route's own)");
        }
        Checks.range("pause", pause, SHORTEST, Duration.ofMinutes(1));
        Checks.range("pauseAtMost", pauseAtMost, pause, Duration.ofMinutes(1));
    }

    Retry words() {
        return new Retry(
                attempts,
                on.stream().map(Retry.On::parse).toList(),
                perTry.orElse(Duration.ZERO),
                pause,
                pauseAtMost);
    }
}
