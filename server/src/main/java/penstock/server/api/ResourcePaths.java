package penstock.server.api;

import java.util.List;
import java.util.Optional;
import penstock.kernel.Registration;
import penstock.model.Name;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Ref;
import penstock.model.Scope;
import penstock.model.Suggestions;

/// Reads what a path below `/api/v1` means, from the registered kinds.
final class ResourcePaths {
    private static final String ENVIRONMENTS = "environments";

    /// What a path points at.
    sealed interface Place {
        Registration<?, ?> registration();

        /// @param environment empty for all
        record Collection(Registration<?, ?> registration, Optional<Name> environment)
                implements Place {}

        record Item(Registration<?, ?> registration, Ref ref) implements Place {}

        record Operation(Registration<?, ?> registration, Ref ref, String action)
                implements Place {}
    }

    private final List<Registration<?, ?>> registrations;

    ResourcePaths(List<Registration<?, ?>> registrations) {
        this.registrations = List.copyOf(registrations);
    }

    /// @param path without `api` and `v1`
    /// @throws ProblemException `NotFound` with the nearest kind, `Invalid` for a malformed name
    Place read(List<String> path) {
        if (path.isEmpty() || path.size() > 5 || path.contains("")) {
            throw notFound("/api/v1/" + String.join("/", path), "");
        }
        boolean isInEnvironment = path.getFirst().equals(ENVIRONMENTS) && path.size() >= 3;
        if (isInEnvironment) {
            var scoped = find(path.get(2), Scope.ENVIRONMENT);
            if (scoped.isPresent()) {
                var environment = name(path.get(1), "environment");
                return place(scoped.get(), Optional.of(environment), path.subList(3, path.size()));
            }
            if (path.size() > 3 || !isEnvironmentAction(path.get(2))) {
                throw unknownInEnvironment(path.get(2));
            }
        }
        return ofInstallation(path);
    }

    private boolean isEnvironmentAction(String word) {
        return find(ENVIRONMENTS, Scope.INSTALLATION).stream()
                .flatMap(found -> found.actions().stream())
                .anyMatch(action -> action.name().equals(word));
    }

    private Place ofInstallation(List<String> path) {
        var plural = path.getFirst();
        var scoped = find(plural, Scope.ENVIRONMENT);
        if (scoped.isPresent()) {
            if (path.size() == 1) {
                return new Place.Collection(scoped.get(), Optional.empty());
            }
            throw notFound(
                    "/api/v1/" + String.join("/", path),
                    ": "
                            + plural
                            + " live in an environment (expected: /api/v1/environments/{environment}/"
                            + String.join("/", path)
                            + ")");
        }
        var found =
                find(plural, Scope.INSTALLATION)
                        .orElseThrow(() -> notFound(kind(plural), hint(plural, plurals())));
        return place(found, Optional.empty(), path.subList(1, path.size()));
    }

    private static Place place(
            Registration<?, ?> registration, Optional<Name> environment, List<String> rest) {
        if (rest.isEmpty()) {
            return new Place.Collection(registration, environment);
        }
        var name = name(rest.getFirst(), "name");
        var ref = new Ref(registration.kind().name(), environment, name);
        return switch (rest.size()) {
            case 1 -> new Place.Item(registration, ref);
            case 2 -> new Place.Operation(registration, ref, rest.get(1));
            default -> throw notFound("/" + String.join("/", rest), " below " + ref);
        };
    }

    private ProblemException unknownInEnvironment(String plural) {
        var known =
                registrations.stream()
                        .filter(found -> found.kind().scope() == Scope.ENVIRONMENT)
                        .map(found -> found.kind().plural())
                        .toList();
        var hint =
                find(plural, Scope.INSTALLATION).isPresent()
                        ? " in an environment: it belongs to the whole installation (expected:"
                                + " /api/v1/"
                                + plural
                                + ")"
                        : hint(plural, known);
        return notFound(kind(plural), hint);
    }

    private static String kind(String plural) {
        return "The kind \"" + plural + "\"";
    }

    private static String hint(String plural, List<String> known) {
        return " (expected: one of "
                + String.join(", ", known.stream().sorted().toList())
                + ")"
                + Suggestions.hint(plural, known);
    }

    private List<String> plurals() {
        return registrations.stream().map(found -> found.kind().plural()).toList();
    }

    private Optional<Registration<?, ?>> find(String plural, Scope scope) {
        for (var registration : registrations) {
            var kind = registration.kind();
            if (kind.plural().equals(plural) && kind.scope() == scope) {
                return Optional.of(registration);
            }
        }
        return Optional.empty();
    }

    static Name name(String text, String what) {
        try {
            return new Name(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Invalid.at("", what, String.valueOf(e.getMessage())), e);
        }
    }

    private static ProblemException notFound(String what, String hint) {
        return new ProblemException(new Problem.NotFound(what, hint));
    }
}
