package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.SizeCount;

/// Counts what was too large, from all loops, until the reporter takes the sums.
final class SizeStats {

    private static final Oversize[] ALL = Oversize.values();
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;

    private final AtomicLongArray counts = new AtomicLongArray(ALL.length);

    void met(Oversize what) {
        counts.incrementAndGet(what.ordinal());
    }

    /// What came was refused before there was a request: for its size, or for something else.
    void unread(Problem problem) {
        if (problem.status() == URI_TOO_LONG) {
            met(Oversize.URL);
        } else if (problem.status() == HEADERS_TOO_LARGE) {
            met(Oversize.HEAD);
        }
    }

    /// Takes the counts away, of each kind that there was.
    List<SizeCount> take(Optional<String> routeId) {
        List<SizeCount> taken = new ArrayList<>();
        for (Oversize what : ALL) {
            long times = counts.getAndSet(what.ordinal(), 0);
            if (times > 0) {
                taken.add(new SizeCount(routeId, what, times));
            }
        }
        return taken;
    }
}
