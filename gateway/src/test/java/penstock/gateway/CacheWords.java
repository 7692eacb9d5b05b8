package penstock.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.CacheRule;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;

/// Rules of caches for tests, and what caches have counted.
final class CacheWords {

    static final CacheRule USUAL = sized(8 << 20, 1 << 20, 4);

    private final GatewayRig rig;

    CacheWords(GatewayRig rig) {
        this.rig = rig;
    }

    static CacheRule sized(long size, int maxObject, int variants) {
        return new CacheRule(
                size,
                maxObject,
                variants,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(30),
                true,
                false,
                List.of());
    }

    static CacheRule purging(CacheRule.Purge... purges) {
        return USUAL.purging(List.of(purges));
    }

    static Route route(Split split, CacheRule rule) {
        return GatewayRig.route(split, Rules.DEFAULT.with(rule));
    }

    static Route route(CacheRule rule, Place... instances) {
        return route(Split.all(GatewayRig.version("v1", instances)), rule);
    }

    /// The sums since the beginning, and what is kept now.
    CacheCount total() {
        var none = new CacheCount("production/shop", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return rig.caches().stream().reduce(none, CacheWords::sum);
    }

    private static CacheCount sum(CacheCount one, CacheCount more) {
        return new CacheCount(
                more.routeId(),
                one.hits() + more.hits(),
                one.stale() + more.stale(),
                one.revalidated() + more.revalidated(),
                one.misses() + more.misses(),
                one.bypassed() + more.bypassed(),
                one.waited() + more.waited(),
                one.stored() + more.stored(),
                one.evicted() + more.evicted(),
                more.entries(),
                more.bytes());
    }

    static String keepable(String body) {
        return "HTTP/1.1 200 OK\r\nCache-Control: max-age=10000, stale-if-error=100000\r\nETag: \"t\"\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /// Answers as often as it is allowed to.
    static RawUpstream holding(Semaphore allowed, String answer) throws IOException {
        var made = new RawUpstream[1];
        made[0] =
                new RawUpstream(
                        peer -> {
                            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                                made[0].heads.add(head);
                                allowed.acquire();
                                peer.send(answer);
                            }
                        });
        return made[0];
    }
}
