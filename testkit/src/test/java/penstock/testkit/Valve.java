package penstock.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import penstock.kernel.Admission;
import penstock.kernel.Capability;
import penstock.kernel.Change;
import penstock.kernel.Registration;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Access;
import penstock.kernel.access.Principal;
import penstock.kernel.control.Timer;
import penstock.kernel.store.SqliteStore;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Scope;
import penstock.model.Violation;

/// A small kind to test the kernel with: how far a valve shall be open, and how far it is.
final class Valve {
    record Spec(int opening) {}

    record Status(int reached) {}

    static final Kind<Spec, Status> KIND =
            new Kind<>(
                    "Valve",
                    "valves",
                    Scope.ENVIRONMENT,
                    Spec.class,
                    Status.class,
                    new Status(0),
                    false);

    /// A kind that never changes once stored.
    static final Kind<Spec, Status> SEALED =
            new Kind<>(
                    "Seal",
                    "seals",
                    Scope.INSTALLATION,
                    Spec.class,
                    Status.class,
                    new Status(0),
                    true);

    private Valve() {}

    static Ref ref(String name) {
        return Ref.parse("production/Valve/" + name);
    }

    static SqliteStore store(Path directory, Timer timer) {
        return SqliteStore.open(directory.resolve("store.db"), directory.resolve("keys"), timer);
    }

    static ResourceService resources(SqliteStore store, Timer timer) {
        return new ResourceService(store, Access.administratorOnly(), timer, List.of(capability()));
    }

    private static Capability capability() {
        Admission<Spec, Status> notWiderThanItIs =
                (stored, wanted, lookup) ->
                        wanted.spec().opening() > 100
                                ? List.of(
                                        new Violation(
                                                "spec.opening",
                                                wanted.spec().opening() + " (expected: 0..100)"))
                                : List.of();
        return new Capability(
                "valves",
                "Valves.",
                List.of(
                        new Registration<>(
                                KIND, "A valve.", notWiderThanItIs, List.of(), List.of()),
                        new Registration<>(
                                SEALED, "A seal.", Admission.none(), List.of(), List.of())));
    }

    static Resource<Spec, Status> apply(ResourceService resources, String name, int opening) {
        return resources.apply(change(name, opening));
    }

    static Change<Spec, Status> change(String name, int opening) {
        return Change.of(KIND, ref(name), new Spec(opening), Principal.ADMINISTRATOR, "test");
    }

    static void delete(ResourceService resources, String name) {
        resources.delete(KIND, ref(name), Optional.empty(), Principal.ADMINISTRATOR, "test");
    }
}
