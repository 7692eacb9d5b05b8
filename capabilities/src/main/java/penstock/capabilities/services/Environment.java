package penstock.capabilities.services;

import java.util.List;
import java.util.Map;
import penstock.kernel.Action;
import penstock.kernel.Admission;
import penstock.kernel.Column;
import penstock.kernel.Registration;
import penstock.model.Default;
import penstock.model.Kind;
import penstock.model.Scope;

/// Where services run: development, staging, production.
public final class Environment {
    public static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Environment",
                    "environments",
                    Scope.INSTALLATION,
                    Spec.class,
                    Status.class,
                    new Status(),
                    false);

    private Environment() {}

    /// What all services in the environment have in common.
    ///
    /// @param description for people
    /// @param env variables for every instance; a service or release with the same name overrides them
    public record Spec(@Default("''") String description, Map<String, String> env) {}

    public record Status() {}

    static Registration<Spec, Status> registration() {
        return new Registration<>(
                KIND,
                "Where services run.",
                Admission.none(),
                List.<Action<?>>of(),
                List.of(new Column("DESCRIPTION", "spec.description")));
    }
}
