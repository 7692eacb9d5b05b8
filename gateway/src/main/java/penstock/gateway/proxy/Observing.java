package penstock.gateway.proxy;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import penstock.gateway.accesslog.AccessLog;
import penstock.gateway.accesslog.AccessLogSettings;

/// What is told of single requests.
///
/// @param accessLog empty when nothing is logged
/// @param tracing whether the gateway takes part in traces
/// @param random draws samples and the ids of traces
public record Observing(Optional<Logging> accessLog, Tracing tracing, RandomGenerator random) {

    /// @param clock dates the lines
    public record Logging(AccessLog log, AccessLogSettings settings, InstantSource clock) {}

    /// @param isOn whether the gateway is a part of traces; otherwise it passes on what it gets
    /// @param basisPoints share of the traces that begin here which are marked as sampled
    public record Tracing(boolean isOn, int basisPoints) {

        public static final Tracing OFF = new Tracing(false, 0);

        public Tracing {
            if (basisPoints < 0 || basisPoints > 10_000) {
                throw new IllegalArgumentException(
                        "basisPoints: " + basisPoints + " (expected: 0..10000)");
            }
        }
    }

    /// Nothing.
    public static Observing none(RandomGenerator random) {
        return new Observing(Optional.empty(), Tracing.OFF, random);
    }
}
