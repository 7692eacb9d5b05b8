package penstock.gateway.routes;

import java.util.List;

/// What the load rules have come to at the moment of a report.
///
/// @param ejected ids of the instances that are left out
/// @param limits of the routes that have one
public record LoadState(List<String> ejected, List<Limit> limits) {

    public static final LoadState NONE = new LoadState(List.of(), List.of());

    public LoadState {
        ejected.forEach(id -> Checks.text("ejected", id));
        ejected = List.copyOf(ejected);
        limits = List.copyOf(limits);
    }

    /// @param limit how many requests may wait for an answer at once
    /// @param waiting how many do
    public record Limit(String routeId, long limit, long waiting) {
        public Limit {
            Checks.text("routeId", routeId);
            Checks.range("limit", limit, 0, Long.MAX_VALUE);
            Checks.range("waiting", waiting, 0, Long.MAX_VALUE);
        }
    }
}
