package penstock.gateway.proxy;

import java.util.List;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Cohorts;
import penstock.gateway.routes.StickyKey;

/// Who sends a request.
final class Users {

    private Users() {}

    /// A hash of who it is: by the first sticky key present in the request, the client's address as the last resort.
    static long hash(List<StickyKey> keys, long seed, RequestHead request, String client) {
        for (int i = 0; i < keys.size(); i++) {
            StickyKey key = keys.get(i);
            long span =
                    switch (key) {
                        case StickyKey.Cookie(var name) -> request.cookieSpan(name);
                        case StickyKey.Header(var name) -> request.headerSpan(name);
                        case StickyKey.Client() -> RequestHead.NOWHERE;
                    };
            if (span != RequestHead.NOWHERE) {
                return Cohorts.hash(
                        seed,
                        request.head().bytes(),
                        RequestHead.spanFrom(span),
                        RequestHead.spanTo(span));
            }
            if (key instanceof StickyKey.Client) {
                break;
            }
        }
        return Cohorts.hash(seed, client);
    }
}
