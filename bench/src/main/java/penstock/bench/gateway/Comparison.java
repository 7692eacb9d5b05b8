package penstock.bench.gateway;

import java.util.List;
import java.util.Map;

/// Who is told in relation to whom: to the better of both in the same round.
record Comparison(String own, String nginx, String haproxy) {

    /// As during a rollout, with every feature, and what the features cost beside others that have none on.
    static final List<Comparison> ALL =
            List.of(
                    new Comparison(OwnKind.USUAL, Peer.NGINX.text(), Peer.HAPROXY.text()),
                    new Comparison(
                            OwnKind.EVERY, Peer.NGINX_EVERY.text(), Peer.HAPROXY_EVERY.text()),
                    new Comparison(
                            OwnKind.EVERY_SAMPLED,
                            Peer.NGINX_EVERY.text(),
                            Peer.HAPROXY_EVERY.text()),
                    new Comparison(OwnKind.EVERY, Peer.NGINX.text(), Peer.HAPROXY.text()));

    Relation relation(Workload workload, Map<String, List<Point>> proxies) {
        return Relation.of(
                workload,
                proxies.getOrDefault(own, List.of()),
                proxies.getOrDefault(nginx, List.of()),
                proxies.getOrDefault(haproxy, List.of()));
    }

    String text() {
        return "%s in relation to the better of %s and %s".formatted(own, nginx, haproxy);
    }
}
