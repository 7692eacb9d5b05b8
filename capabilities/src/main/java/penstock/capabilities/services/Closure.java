package penstock.capabilities.services;

import java.util.Optional;
import penstock.kernel.Admission;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Scope;

/// Keeps requests from the service of the same name, as long as it exists. A resource of its own, so that applying the service
/// again does not end it, and so that who ordered it and why is recorded like everything else.
public final class Closure {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Closure",
                    "closures",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(),
                    false);

    private Closure() {}

    /// @param mode what becomes of requests
    /// @param reason for people
    public record Spec(@Default("maintenance") Mode mode, @Default("''") String reason) {}

    public record Status() {}

    public enum Mode {
        /// They are answered 503, with the service's page.
        MAINTENANCE,
        /// They wait for the service to open, within the service's limits.
        PAUSE
    }

    static Ref ref(Ref service) {
        return Ref.in(service.environment().orElseThrow(), KIND.name(), service.name());
    }

    /// The service that a closure concerns.
    public static Ref service(Ref closure) {
        return Ref.in(closure.environment().orElseThrow(), Service.KIND.name(), closure.name());
    }

    /// The closure of a service, if there is one.
    public static Optional<Resource<Spec, Status>> of(Ref service, Admission.Lookup resources) {
        return resources.find(KIND, ref(service));
    }
}
