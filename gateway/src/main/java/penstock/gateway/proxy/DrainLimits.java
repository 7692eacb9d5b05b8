package penstock.gateway.proxy;

import java.time.Duration;

/// How long connections may go on once no more are accepted.
///
/// @param idle of a connection without a request; one that sends before is still answered
/// @param answers of a request and its answer, however long they stream
/// @param tunnels of a WebSocket or another change of protocol
public record DrainLimits(Duration idle, Duration answers, Duration tunnels) {

    /// Everything ends at once.
    public static final DrainLimits NONE =
            new DrainLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
