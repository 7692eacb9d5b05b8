package penstock.gateway.routes;

import java.time.Duration;

/// What a request may take.
///
/// - `connectTimeout`: to open a connection to an instance.
/// - `requestTimeout`: from the last byte of the request to the head of the answer.
/// - `idleTimeout`: silence in the middle of a request body, an answer or a tunnel.
/// - `maxRequestBytes`: of a request body; more is refused with 413.
public record Limits(
        Duration connectTimeout,
        Duration requestTimeout,
        Duration idleTimeout,
        long maxRequestBytes) {

    /// 2 s to connect, 60 s to answer, 5 min of silence, 64 MiB bodies.
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    64L << 20);

    public Limits {
        Checks.positive("connectTimeout", connectTimeout);
        Checks.positive("requestTimeout", requestTimeout);
        Checks.positive("idleTimeout", idleTimeout);
        Checks.range("maxRequestBytes", maxRequestBytes, 0, 1L << 50);
    }
}
