package penstock.gateway.routes;

import java.util.Optional;

/// One instance, where it listens and what it speaks. `instanceId` is unique over all services of the installation.
///
/// @param protocol `AUTO` only within TLS
/// @param tls how TLS is spoken with it; without it everything is sent as it is
public record Upstream(
        String instanceId, String host, int port, Protocol protocol, Optional<InstanceTls> tls) {

    public Upstream {
        Checks.text("instanceId", instanceId);
        Checks.text("host", host);
        Checks.range("port", port, 1, 65_535);
        if (protocol == Protocol.AUTO && tls.isEmpty()) {
            throw new IllegalArgumentException(
                    "protocol: auto (expected: only within TLS, where it is agreed on)");
        }
    }

    /// One that speaks HTTP/1.1.
    public Upstream(String instanceId, String host, int port) {
        this(instanceId, host, port, Protocol.HTTP_1_1);
    }

    /// One that speaks without TLS.
    public Upstream(String instanceId, String host, int port, Protocol protocol) {
        this(instanceId, host, port, protocol, Optional.empty());
    }

    /// Where nothing can be agreed on, `AUTO` is HTTP/1.1.
    Upstream with(Protocol wanted) {
        Protocol other = wanted == Protocol.AUTO && tls.isEmpty() ? Protocol.HTTP_1_1 : wanted;
        return new Upstream(instanceId, host, port, other, tls);
    }

    public Upstream with(InstanceTls other) {
        return new Upstream(instanceId, host, port, protocol, Optional.of(other));
    }
}
