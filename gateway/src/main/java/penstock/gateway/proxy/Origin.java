package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.RequestHead;

/// Where the present request of a client comes from. Reused for all requests of a connection.
final class Origin {

    private final Worker worker;
    private final RequestHead request;
    private final Peer peer;
    private final boolean isTrusted;
    private @Nullable Way way;
    private @Nullable Way lastDirect;
    private String requestId = "";

    Origin(Worker worker, RequestHead request, Peer peer) {
        this.worker = worker;
        this.request = request;
        this.peer = peer;
        this.isTrusted = worker.engine.clients.trusted().trusts(peer.address());
    }

    /// There is another request.
    void reset() {
        way = null;
        requestId = "";
    }

    /// Refuses a resource of https that was asked for without TLS (RFC 9110 section 7.4). A trusted proxy
    /// may have got it over TLS.
    void check() throws BadMessageException {
        if (request.isSecureTarget() && !isTrusted && !peer.isSecure()) {
            throw new BadMessageException(
                    421,
                    "misdirected_request",
                    "a resource of the scheme https is not served over a connection without TLS");
        }
    }

    /// How the request came here.
    Way way() {
        Way known = way;
        if (known == null) {
            known =
                    isTrusted
                            ? Way.through(worker.engine.clients.trusted(), peer, request)
                            : direct();
            way = known;
        }
        return known;
    }

    /// Most requests of a connection are for one host and come by one way.
    private Way direct() {
        Way last = lastDirect;
        if (last == null || !last.forwardedHost().equals(request.authority())) {
            last = Way.direct(peer, request);
            lastDirect = last;
        }
        return last;
    }

    /// The id for a request that has none; the same for all attempts.
    String requestId() {
        if (requestId.isEmpty()) {
            requestId = worker.newRequestId();
        }
        return requestId;
    }
}
