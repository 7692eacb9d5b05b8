package penstock.gateway.routes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The domains of a table by host. The most specific host wins: an exact name, then the longest `*.` pattern, then `*`. No two
/// domains have the same host or id.
public final class Domains {

    public static final Domains NONE = new Domains(List.of());

    private final List<Domain> all;

    /// Patterns by what follows their asterisk, so that `*` is the empty text.
    private final Map<String, Domain> byHost = new HashMap<>();

    private final boolean hasPatterns;

    public Domains(List<Domain> domains) {
        all = List.copyOf(domains);
        Map<String, String> ids = new HashMap<>();
        for (Domain domain : all) {
            if (ids.put(domain.id(), "") != null) {
                throw new IllegalArgumentException(
                        "domain id: \"" + domain.id() + "\" (expected: only once in a table)");
            }
            for (String host : domain.hosts()) {
                Domain other = byHost.put(host.startsWith("*") ? host.substring(1) : host, domain);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "domain "
                                    + domain.id()
                                    + ": host \""
                                    + host
                                    + "\" (expected: not also a host of domain "
                                    + other.id()
                                    + ")");
                }
            }
        }
        hasPatterns = byHost.keySet().stream().anyMatch(host -> host.startsWith("."));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public List<Domain> all() {
        return all;
    }

    /// The same domains in the same order are equal.
    @Override
    public boolean equals(Object other) {
        return other instanceof Domains domains && all.equals(domains.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }

    /// The domain of a host in lower case; null when none has it. The empty text is a client that names no host.
    public @Nullable Domain of(String host) {
        Domain found = host.isEmpty() ? null : byHost.get(host);
        if (found == null && hasPatterns) {
            for (int dot = host.indexOf('.');
                    dot > 0 && found == null;
                    dot = host.indexOf('.', dot + 1)) {
                found = byHost.get(host.substring(dot));
            }
        }
        return found != null ? found : byHost.get("");
    }
}
