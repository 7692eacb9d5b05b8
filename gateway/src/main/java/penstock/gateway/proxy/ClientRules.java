package penstock.gateway.proxy;

import java.time.Duration;
import penstock.gateway.routes.Times;

/// What holds for all clients, whatever the route.
///
/// A request body has `bodyGrace`, and one second more for every `minBodyRate` bytes that have come. Only the time counts in
/// which the gateway waits for the client: not while an instance does not take more or has not asked for a body that is only sent
/// when asked for, nor once the answer has begun, as the two may then be talking with each other.
///
/// @param trusted whose word about the way of a request counts
/// @param heralds who says by the PROXY protocol for whom a connection is, and has to say it
/// @param minBodyRate bytes of content per second; 0 for no limit
public record ClientRules(
        TrustedProxies trusted, TrustedProxies heralds, long minBodyRate, Duration bodyGrace) {

    /// Twenty seconds, as in Apache's `mod_reqtimeout`, and 100 bytes per second, a fifth of what that asks for: slower than any
    /// network that people use, and fast enough to cost an attacker something.
    public static final ClientRules DEFAULT =
            new ClientRules(TrustedProxies.NONE, TrustedProxies.NONE, 100, Duration.ofSeconds(20));

    /// Nobody speaks the PROXY protocol.
    public ClientRules(TrustedProxies trusted, long minBodyRate, Duration bodyGrace) {
        this(trusted, TrustedProxies.NONE, minBodyRate, bodyGrace);
    }

    public ClientRules {
        if (minBodyRate < 0) {
            throw new IllegalArgumentException(
                    "minBodyRate: " + minBodyRate + " (expected: 0 or more)");
        }
        if (bodyGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "bodyGrace: " + Times.written(bodyGrace) + " (expected: 0 or more)");
        }
    }
}
