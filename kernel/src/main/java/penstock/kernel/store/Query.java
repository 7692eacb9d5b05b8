package penstock.kernel.store;

import java.util.Optional;
import penstock.model.Name;

/// Which documents to list, ordered by environment and name.
///
/// @param environment only this one; empty for all
/// @param after continue behind this document (the [penstock.model.Ref] text of the last one seen); empty to start
/// @param limit at most so many, 1…1,000
public record Query(String kind, Optional<Name> environment, String after, int limit) {
    public Query {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1..1000)");
        }
    }

    public static Query all(String kind) {
        return new Query(kind, Optional.empty(), "", 1_000);
    }
}
