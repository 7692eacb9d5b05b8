package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.RequestHead;
import penstock.gateway.routes.Filters;

/// Who gets copies of the requests that come by an entry.
final class Mirror {

    final LiveRoute route;
    final Arm arm;

    /// What is done to the request; null for nothing.
    final @Nullable Filtering filtering;

    private final long numerator;
    private final long denominator;
    private final AtomicLong seen = new AtomicLong();

    Mirror(Filters.Mirror words, LiveRoute route, Arm arm, @Nullable Filtering filtering) {
        this.route = route;
        this.arm = arm;
        this.filtering = filtering;
        this.numerator = words.numerator();
        this.denominator = words.denominator();
    }

    /// Whether this request is one of the share, which is exact over any number of requests.
    boolean wants(RequestHead request) {
        if (request.isUpgrade() || request.contentLength() > Filters.Mirror.MAX_BODY) {
            return false;
        }
        long before = Math.floorMod(seen.getAndIncrement(), denominator);
        return (before + 1) * numerator / denominator > before * numerator / denominator;
    }
}
