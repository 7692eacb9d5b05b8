package penstock.gateway.routes;

import java.time.Duration;

/// How the gateway looks after the instances of a version: `GET path`, a status from 200 to 399 within `timeout` is healthy.
/// After `unhealthyAfter` failures in a row an instance is passed over, until one check succeeds.
public record HealthCheck(String path, Duration every, Duration timeout, int unhealthyAfter) {

    public HealthCheck {
        if (!path.matches("/[!-~]*")) {
            throw new IllegalArgumentException(
                    "path: \"" + path + "\" (expected: a path that starts with /)");
        }
        Checks.positive("every", every);
        Checks.positive("timeout", timeout);
        Checks.range("unhealthyAfter", unhealthyAfter, 1, 1_000);
    }
}
