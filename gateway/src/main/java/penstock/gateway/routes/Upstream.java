package penstock.gateway.routes;

/// One instance, where it listens and what it speaks. `instanceId` is unique over all services of the installation.
public record Upstream(String instanceId, String host, int port, Protocol protocol) {

    public Upstream {
        Checks.text("instanceId", instanceId);
        Checks.text("host", host);
        Checks.range("port", port, 1, 65_535);
    }

    /// One that speaks HTTP/1.1.
    public Upstream(String instanceId, String host, int port) {
        this(instanceId, host, port, Protocol.HTTP_1_1);
    }

    Upstream with(Protocol other) {
        return new Upstream(instanceId, host, port, other);
    }
}
