package penstock.kernel.control;

import java.util.List;
import penstock.model.Kind;
import penstock.model.Ref;
import penstock.model.Resource;

/// Brings one kind of resource to what is wanted of it. Level-based: it is told a name, never what happened.
///
/// @param <O> everything a decision needs as one value, including the time
/// @param <E> the effects, a sealed type
public interface Controller<S extends Record, T extends Record, O, E> {
    String name();

    Kind<S, T> kind();

    /// Reads what the decision needs. Changes nothing.
    O observe(Resource<S, T> resource);

    /// Pure.
    Decision<T, E> decide(O seen);

    /// Brings one effect about; may be repeated. An exception means: try again later, with back-off.
    void perform(E effect) throws Exception;

    /// What is left to clean up behind a resource that no longer exists; asked again until it is nothing. Pure but for
    /// reading.
    default List<E> gone(Ref ref) {
        return List.of();
    }
}
