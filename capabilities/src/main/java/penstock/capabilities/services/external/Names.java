package penstock.capabilities.services.external;

import java.time.Duration;
import java.util.List;
import penstock.capabilities.services.ResolverSpec;

/// Looks names up, and waits for the answer.
interface Names {
    /// Literal IP addresses of a name: those of version 4, or if it has none, those of version 6.
    Found<String> addresses(String name, ResolverSpec by) throws NameFailure, InterruptedException;

    /// SRV records of a name (RFC 2782), in any order.
    Found<Server> servers(String name, ResolverSpec by) throws NameFailure, InterruptedException;

    /// @param values at least one
    /// @param ttl how long they count, as the answer says
    record Found<T>(List<T> values, Duration ttl) {}

    /// @param host a name, without a dot at its end
    /// @param priority 0 to 65,535, the lowest first
    /// @param weight 0 to 65,535
    record Server(int priority, int weight, int port, String host) {}
}
