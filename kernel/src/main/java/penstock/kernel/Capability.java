package penstock.kernel;

import java.util.List;

/// A feature: the kinds it brings. Listed once in `Capabilities.ALL`.
public record Capability(String name, String summary, List<Registration<?, ?>> registrations) {
    public Capability {
        registrations = List.copyOf(registrations);
    }
}
