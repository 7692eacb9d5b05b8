package penstock.gateway.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// A request of a client, and which version of which route it belongs to.
///
/// @param own the version that the user's cohort chose
/// @param notice fields for the answer, whoever gives it
record Call(
        Worker worker,
        Downstream client,
        RequestHead request,
        Passage passage,
        Arm own,
        List<HeaderLine> notice) {

    /// @param outcome what an instance is charged with; null when it is none that answers
    Reply reply(List<HeaderLine> fields, @Nullable Outcome outcome) {
        return new Reply(worker, client, request, passage, fields, outcome);
    }

    /// What an entry of the access log says that the cache did.
    void told(String result) {
        AccessEntry entry = client.origin().entry;
        if (entry != null) {
            entry.cache = result;
            entry.own = own;
        }
    }

    /// An instance of the version, outside of the usual admission; null when there is none that may be asked.
    @Nullable Instance claim() {
        long key = passage.route.balanceKey(request, client.origin().way().client());
        Instance next = own.claim(List.of(), key, worker.now());
        if (next == null || worker.engine.table().has(next)) {
            return next;
        }
        next.release();
        return null;
    }
}
