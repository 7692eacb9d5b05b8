package penstock.model;

import java.util.Optional;

/// Which resource: kind, environment (absent for kinds of the whole installation) and name.
/// Written `production/Service/shop` or `Environment/production`.
@AsText
public record Ref(String kind, Optional<Name> environment, Name name) implements Comparable<Ref> {
    public static Ref in(Name environment, String kind, Name name) {
        return new Ref(kind, Optional.of(environment), name);
    }

    public static Ref global(String kind, Name name) {
        return new Ref(kind, Optional.empty(), name);
    }

    public static Ref parse(String text) {
        var parts = text.split("/", -1);
        return switch (parts.length) {
            case 2 -> global(parts[0], new Name(parts[1]));
            case 3 -> in(new Name(parts[0]), parts[1], new Name(parts[2]));
            default ->
                    throw new IllegalArgumentException(
                            "ref: " + text + " (expected: Kind/name or environment/Kind/name)");
        };
    }

    @Override
    public int compareTo(Ref other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return environment.map(name -> name + "/").orElse("") + kind + "/" + name;
    }
}
