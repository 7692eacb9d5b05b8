package penstock.gateway.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// What a request on a stream needs and can be used again for another, once that stream is over. What a head says stays until it is taken
/// again.
final class RequestHeads {

    private static final int MOST = 256;

    /// Of one request.
    record Kept(RequestHead head, RequestBody body, Admission admission, Origin origin) {}

    private final Worker worker;
    private final Deque<Kept> free = new ArrayDeque<>();

    RequestHeads(Worker worker) {
        this.worker = worker;
    }

    Kept take(Downstream client, Ways ways) {
        Kept known = free.poll();
        if (known != null) {
            known.admission.serve(client);
            known.origin.serve(ways);
            return known;
        }
        var head = new RequestHead(new HeadBuffer());
        return new Kept(
                head,
                new RequestBody(worker.engine.clients),
                new Admission(worker, client, head),
                new Origin(worker, head, ways));
    }

    void give(Kept over) {
        if (free.size() < MOST) {
            free.push(over);
        }
    }
}
