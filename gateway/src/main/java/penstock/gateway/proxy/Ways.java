package penstock.gateway.proxy;

import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;

/// The ways that the requests of one client connection have come. Most are for one host and come by one way, which is made once.
final class Ways {

    final Peer peer;

    /// Whether the other end is a proxy that is believed.
    final boolean isTrusted;

    private final ClientRules rules;
    private @Nullable Way lastDirect;

    Ways(ClientRules rules, Peer peer) {
        this.rules = rules;
        this.peer = peer;
        this.isTrusted = rules.trusted().trusts(peer.address());
    }

    Way of(RequestHead request) {
        return isTrusted ? Way.through(rules.trusted(), peer, request) : direct(request);
    }

    private Way direct(RequestHead request) {
        Way last = lastDirect;
        if (last == null || !last.forwardedHost().equals(request.authority())) {
            last = Way.direct(peer, request);
            lastDirect = last;
        }
        return last;
    }
}
