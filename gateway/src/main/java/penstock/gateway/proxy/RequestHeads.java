package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// Heads that are used again, so that a request on a stream needs no memory of its own for one. What one says stays until it is taken again.
final class RequestHeads {

    private static final int MOST = 256;

    private final Deque<RequestHead> free = new ArrayDeque<>();

    RequestHead take() {
        RequestHead known = free.poll();
        return known != null ? known : new RequestHead(new HeadBuffer());
    }

    void give(RequestHead head) {
        if (free.size() < MOST) {
            free.push(head);
        }
    }
}
