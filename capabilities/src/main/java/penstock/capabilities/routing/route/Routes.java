package penstock.capabilities.routing.route;

import java.util.List;
import java.util.Optional;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Resource;
import penstock.model.Violation;

/// Registers the kind Route.
public final class Routes {
    /// The gateway looks at all that are for the host of a request.
    private static final int MOST = 1_000;

    private Routes() {}

    public static Capability capability() {
        return new Capability(
                "routing",
                "Which requests go to which service, and what is done to them on the way.",
                List.of(
                        new Registration<>(
                                Route.KIND,
                                "Says which service requests go to, and what is done to them on the way.",
                                (stored, wanted, lookup) ->
                                        stored.isEmpty() ? count(wanted, lookup) : List.of(),
                                List.of(),
                                List.of(
                                        new Column("HOSTS", "status.hosts"),
                                        new Column("ACCEPTED", "status.accepted"),
                                        new Column("RESOLVED", "status.resolved")))));
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
