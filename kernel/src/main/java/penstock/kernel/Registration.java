package penstock.kernel;

import java.util.List;
import penstock.model.Kind;

/// A kind as a capability registers it; routes, audit verbs, command-line nouns, tables and reference pages follow from
/// it.
///
/// @param summary one sentence for the reference
public record Registration<S extends Record, T extends Record>(
        Kind<S, T> kind,
        String summary,
        Admission<S, T> admission,
        List<Action<?>> actions,
        List<Column> columns) {
    public Registration {
        actions = List.copyOf(actions);
        columns = List.copyOf(columns);
    }
}
