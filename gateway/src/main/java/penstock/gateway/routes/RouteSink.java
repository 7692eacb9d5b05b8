package penstock.gateway.routes;

import java.util.List;

/// Where a control plane puts its route tables: our gateway, or something else that routes.
public interface RouteSink {

    /// Makes this the table to serve. Returns as soon as the table is on its way; publishing it again is harmless.
    void publish(RouteTable table);

    /// What the data plane said last.
    Applied applied();

    /// One consistent look at the data plane. `version` is that of the table it serves, -1 for none. An instance that is absent
    /// from that table and not listed in `inFlight` serves nothing and never will again under this or a newer table without it,
    /// so it may be stopped.
    record Applied(long version, List<InFlight> inFlight) {
        public Applied {
            inFlight = List.copyOf(inFlight);
        }

        /// Requests and tunnels that an instance is serving.
        public long inFlight(String instanceId) {
            return inFlight.stream()
                    .filter(found -> found.instanceId().equals(instanceId))
                    .mapToLong(InFlight::count)
                    .sum();
        }
    }
}
