package penstock.kernel;

import java.util.List;
import java.util.Optional;
import penstock.model.Kind;
import penstock.model.Resource;

/// A kind as a capability registers it; routes, audit verbs, command-line nouns, tables and reference pages follow from
/// it.
///
/// @param summary one sentence for the reference
/// @param rank which changes must be possible on a full disk
/// @param isMadeByActions whether actions alone create such resources, so that nobody can make one up
public record Registration<S extends Record, T extends Record>(
        Kind<S, T> kind,
        String summary,
        Admission<S, T> admission,
        List<Action<?>> actions,
        List<Column> columns,
        Rank<S, T> rank,
        boolean isMadeByActions) {
    public Registration {
        actions = List.copyOf(actions);
        columns = List.copyOf(columns);
    }

    /// A kind that anybody may create, and of which every change can wait until there is room on the disk.
    public Registration(
            Kind<S, T> kind,
            String summary,
            Admission<S, T> admission,
            List<Action<?>> actions,
            List<Column> columns) {
        this(kind, summary, admission, actions, columns, (_, _, _) -> false, false);
    }

    /// Tells the changes that take traffic back to where it was safe. They must be few and small: what the store keeps free
    /// for them is bounded.
    public interface Rank<S extends Record, T extends Record> {
        /// @param verb `status` for a controller, an action's name, and `create` or `update` for whoever writes the resource
        ///     itself and so can put anything into it
        boolean outranks(String verb, Optional<Resource<S, T>> stored, Resource<S, T> wanted);
    }
}
