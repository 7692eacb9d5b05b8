package penstock.gateway.routes;

import java.time.Duration;

/// What a request may take.
///
/// - `connectTimeout`: to open a connection to an instance.
/// - `requestTimeout`: from the last byte of the request to the head of the answer.
/// - `idleTimeout`: silence in the middle of a request body, an answer or a tunnel.
/// - `maxRequestBytes`: of a request body; more is refused with 413.
/// - `rescueBasisPoints`, `rescuesPerSecond`: over ten seconds at most that share of the route's requests, plus that many per
///   second, are answered by stable because the candidate failed. A connection that could not be opened costs nothing of it.
public record Limits(
        Duration connectTimeout,
        Duration requestTimeout,
        Duration idleTimeout,
        long maxRequestBytes,
        int rescueBasisPoints,
        int rescuesPerSecond) {

    /// 2 s to connect, 60 s to answer, 5 min of silence, 64 MiB bodies, rescues for 20 % of the requests plus 10 per second.
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    64L << 20,
                    2_000,
                    10);

    public Limits {
        Checks.positive("connectTimeout", connectTimeout);
        Checks.positive("requestTimeout", requestTimeout);
        Checks.positive("idleTimeout", idleTimeout);
        Checks.range("maxRequestBytes", maxRequestBytes, 0, 1L << 50);
        Checks.range("rescueBasisPoints", rescueBasisPoints, 0, 10_000);
        Checks.range("rescuesPerSecond", rescuesPerSecond, 0, 1_000_000);
    }
}
