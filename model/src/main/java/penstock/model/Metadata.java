package penstock.model;

import java.util.Map;
import java.util.Optional;

/// What every resource carries besides its own spec and status.
///
/// @param revision the store-wide revision of the last change to the resource, spec or status; 0 before it is stored
/// @param generation counts changes of the spec, from 1; 0 before it is stored
public record Metadata(
        Name name,
        Optional<Name> environment,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Default("0") long revision,
        @Default("0") long generation,
        Optional<Stamp> created,
        Optional<Stamp> changed) {
    public Metadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public static Metadata of(Optional<Name> environment, Name name) {
        return new Metadata(
                name, environment, Map.of(), Map.of(), 0, 0, Optional.empty(), Optional.empty());
    }
}
