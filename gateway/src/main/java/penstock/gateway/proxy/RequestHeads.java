package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// Heads and bodies that are used again, so that a request on a stream needs no memory of its own for them. What one says stays until it
/// is taken again.
final class RequestHeads {

    private static final int MOST = 256;

    /// Of one request.
    record Kept(RequestHead head, RequestBody body) {}

    private final ClientRules rules;
    private final Deque<Kept> free = new ArrayDeque<>();

    RequestHeads(ClientRules rules) {
        this.rules = rules;
    }

    Kept take() {
        Kept known = free.poll();
        return known != null
                ? known
                : new Kept(new RequestHead(new HeadBuffer()), new RequestBody(rules));
    }

    void give(Kept over) {
        if (free.size() < MOST) {
            free.push(over);
        }
    }
}
