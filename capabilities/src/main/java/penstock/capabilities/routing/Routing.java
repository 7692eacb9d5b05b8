package penstock.capabilities.routing;

import java.util.List;
import penstock.kernel.Capability;

/// Registers the kinds by which traffic is directed.
public final class Routing {
    private Routing() {}

    public static Capability capability() {
        return new Capability(
                "routing",
                "Which requests come through to which service.",
                List.of(RateLimits.registration()));
    }
}
