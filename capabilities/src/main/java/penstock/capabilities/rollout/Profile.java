package penstock.capabilities.rollout;

import penstock.capabilities.services.PlanSpec;
import penstock.model.Kind;
import penstock.model.Scope;

/// A plan under a name, for many services. Built-in profiles have the same form; a resource may not take their names.
public final class Profile {
    public static final Kind<PlanSpec, Status> KIND =
            new Kind<>(
                    "Profile",
                    "profiles",
                    Scope.INSTALLATION,
                    PlanSpec.class,
                    Status.class,
                    new Status(),
                    false);

    private Profile() {}

    public record Status() {}
}
