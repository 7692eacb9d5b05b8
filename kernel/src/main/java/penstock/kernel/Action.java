package penstock.kernel;

import penstock.kernel.access.Principal;
import penstock.model.Node;
import penstock.model.Ref;

/// Something done to a resource besides storing its spec: `POST /…/{name}/{action}`.
///
/// @param input the record the request body is read as
/// @param summary one sentence for the reference
/// @param changes whether it changes anything (a reading action is a `GET`, its input comes from the query)
public record Action<I extends Record>(
        String name, String summary, Class<I> input, boolean changes, Handler<I> handler) {
    /// What the caller asked for.
    public record Call<I extends Record>(Principal principal, Ref ref, String reason, I input) {}

    /// Does it, through [ResourceService] wherever something is stored. The answer is the response body.
    public interface Handler<I extends Record> {
        Node handle(Call<I> call, ResourceService resources);
    }

    /// For actions without input.
    public record Nothing() {}
}
