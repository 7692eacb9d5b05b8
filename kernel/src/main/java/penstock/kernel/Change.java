package penstock.kernel;

import java.util.Map;
import java.util.Optional;
import penstock.kernel.access.Principal;
import penstock.model.Kind;
import penstock.model.Ref;

/// An intent to store a spec: by whom, why, and on top of what.
///
/// @param expected the revision the author has seen; empty to overwrite whatever is there; 0 to create only
/// @param isTrial whether to check everything and store nothing
public record Change<S extends Record, T extends Record>(
        Kind<S, T> kind,
        Ref ref,
        Map<String, String> labels,
        Map<String, String> annotations,
        S spec,
        Optional<Long> expected,
        Principal author,
        String verb,
        String reason,
        boolean isTrial) {
    public Change {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public static <S extends Record, T extends Record> Change<S, T> of(
            Kind<S, T> kind, Ref ref, S spec, Principal author, String reason) {
        return new Change<>(
                kind,
                ref,
                Map.of(),
                Map.of(),
                spec,
                Optional.empty(),
                author,
                "apply",
                reason,
                false);
    }

    public Change<S, T> expecting(long revision) {
        return new Change<>(
                kind,
                ref,
                labels,
                annotations,
                spec,
                Optional.of(revision),
                author,
                verb,
                reason,
                isTrial);
    }

    /// The same change under the name of an action, for the audit log.
    public Change<S, T> as(String action) {
        return new Change<>(
                kind, ref, labels, annotations, spec, expected, author, action, reason, isTrial);
    }
}
