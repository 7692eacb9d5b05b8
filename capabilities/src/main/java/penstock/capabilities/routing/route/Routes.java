package penstock.capabilities.routing.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.capabilities.services.Services;
import penstock.kernel.Admission;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kind Route.
public final class Routes {
    /// The gateway looks at all that are for the host of a request.
    private static final int MOST = 1_000;

    private Routes() {}

    public static Registration<Route.Spec, Route.Status> registration() {
        return new Registration<>(
                Route.KIND,
                "Says which service requests go to, and what is done to them on the way.",
                (stored, wanted, lookup) -> {
                    var violations = new ArrayList<>(Services.checkEnvironment(wanted, lookup));
                    if (stored.isEmpty()) {
                        violations.addAll(count(wanted, lookup));
                    }
                    return violations;
                },
                List.of(),
                List.of(
                        new Column("HOSTS", "status.hosts"),
                        new Column("ACCEPTED", "status.accepted"),
                        new Column("RESOLVED", "status.resolved"),
                        new Column("CONFLICTS", "status.conflicts")));
    }

    private static List<Violation> count(
            Resource<Route.Spec, Route.Status> wanted, Admission.Lookup lookup) {
        var count = lookup.list(Route.KIND, Optional.empty()).size();
        return count < MOST
                ? List.of()
                : List.of(
                        new Violation(
                                "metadata.name",
                                wanted.name()
                                        + " would be route "
                                        + (count + 1)
                                        + " (expected: at most "
                                        + MOST
                                        + "; delete one, or put several rules into one)"));
    }
}
