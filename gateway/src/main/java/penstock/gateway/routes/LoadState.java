package penstock.gateway.routes;

import java.util.List;

/// What the load rules have come to at the moment of a report.
///
/// @param ejected ids of the instances that are left out
/// @param routes that have a limit of their load, or a queue
public record LoadState(List<String> ejected, List<Load> routes) {

    public static final LoadState NONE = new LoadState(List.of(), List.of());

    public LoadState {
        ejected.forEach(id -> Checks.text("ejected", id));
        ejected = List.copyOf(ejected);
        routes = List.copyOf(routes);
    }

    /// @param limit how many requests may wait for an answer at once; 0 for no limit
    /// @param waiting how many do; 0 without a limit
    /// @param queued how many wait for an instance to have less to do
    public record Load(String routeId, long limit, long waiting, long queued) {
        public Load {
            Checks.text("routeId", routeId);
            Checks.range("limit", limit, 0, Long.MAX_VALUE);
            Checks.range("waiting", waiting, 0, Long.MAX_VALUE);
            Checks.range("queued", queued, 0, Long.MAX_VALUE);
        }
    }
}
