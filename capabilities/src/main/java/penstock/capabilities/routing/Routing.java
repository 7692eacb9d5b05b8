package penstock.capabilities.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import penstock.capabilities.routing.route.Routes;
import penstock.capabilities.services.Services;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kinds by which traffic is directed.
public final class Routing {
    private Routing() {}

    public static Capability capability() {
        return new Capability(
                "routing",
                "By which hosts users come in, which service has their requests, which of them come through, and what is done to"
                        + " them on the way.",
                List.of(domains(), RateLimits.registration(), Routes.registration()));
    }

    private static Registration<Domain.Spec, Domain.Status> domains() {
        return new Registration<>(
                Domain.KIND,
                "Host names that are served over TLS.",
                (stored, wanted, lookup) -> {
                    var violations = new ArrayList<>(Services.checkEnvironment(wanted, lookup));
                    violations.addAll(claims(wanted, lookup));
                    return violations;
                },
                List.of(),
                List.of(
                        new Column("HOSTS", "spec.hosts"),
                        new Column("CERTIFIED", "status.certified"),
                        new Column("VALID-UNTIL", "status.validUntil"),
                        new Column("COVERS", "status.covers")));
    }

    /// The gateway serves all environments, so a host is one domain's alone.
    private static List<Violation> claims(
            Resource<Domain.Spec, Domain.Status> wanted, Admission.Lookup lookup) {
        var violations = new ArrayList<Violation>();
        var hosts = hosts(wanted);
        for (int i = 0; i < hosts.size(); i++) {
            if (hosts.indexOf(hosts.get(i)) < i) {
                violations.add(
                        new Violation(
                                "spec.hosts[" + i + "]", hosts.get(i) + " (expected: only once)"));
            }
        }
        for (var other : lookup.list(Domain.KIND, Optional.empty())) {
            var shared = new ArrayList<>(hosts);
            shared.retainAll(hosts(other));
            if (!other.ref().equals(wanted.ref())) {
                shared.forEach(
                        host ->
                                violations.add(
                                        new Violation(
                                                "spec.hosts[" + hosts.indexOf(host) + "]",
                                                host
                                                        + " (expected: a host that "
                                                        + other.ref()
                                                        + " does not have)")));
            }
        }
        return violations;
    }

    private static List<String> hosts(Resource<Domain.Spec, Domain.Status> domain) {
        return domain.spec().hosts().stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }
}
