package penstock.gateway.routes;

/// Requests and tunnels that an instance is serving now. Reports list only instances with at least one, also those that are no
/// longer in the table.
public record InFlight(String instanceId, long count) {

    public InFlight {
        Checks.text("instanceId", instanceId);
        Checks.range("count", count, 0, Long.MAX_VALUE);
    }
}
