package penstock.model;

import java.util.Locale;

/// A kind of resource: its name (`Service`), its plural in paths (`services`), and the records of its spec and status.
///
/// @param initial the status of a resource that no controller has seen yet
/// @param isImmutable whether the spec can never change after creation
public record Kind<S extends Record, T extends Record>(
        String name,
        String plural,
        Scope scope,
        Class<S> spec,
        Class<T> status,
        T initial,
        boolean isImmutable) {
    /// The noun on the command line: `service`.
    public String noun() {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
