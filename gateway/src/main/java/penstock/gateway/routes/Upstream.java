package penstock.gateway.routes;

/// One instance and where it listens. `instanceId` is unique over all services of the installation.
public record Upstream(String instanceId, String host, int port) {

    public Upstream {
        Checks.text("instanceId", instanceId);
        Checks.text("host", host);
        Checks.range("port", port, 1, 65_535);
    }
}
