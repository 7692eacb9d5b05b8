package penstock.kernel;

import java.util.List;
import java.util.Optional;
import penstock.model.Resource;
import penstock.model.Violation;

/// A rule on what may be stored, beyond what the spec's own types refuse: references that must exist, fields that must
/// not change. Sees the stored resource, if any, and the wanted one.
public interface Admission<S extends Record, T extends Record> {
    List<Violation> check(Optional<Resource<S, T>> stored, Resource<S, T> wanted, Lookup lookup);

    /// What a rule may look at.
    interface Lookup {
        <A extends Record, B extends Record> Optional<Resource<A, B>> find(
                penstock.model.Kind<A, B> kind, penstock.model.Ref ref);

        <A extends Record, B extends Record> List<Resource<A, B>> list(
                penstock.model.Kind<A, B> kind, Optional<penstock.model.Name> environment);
    }

    static <S extends Record, T extends Record> Admission<S, T> none() {
        return (stored, wanted, lookup) -> List.of();
    }
}
