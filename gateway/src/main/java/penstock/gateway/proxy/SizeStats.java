package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import penstock.gateway.routes.Oversize;
import penstock.gateway.routes.SizeCount;

/// Counts what was too large, from all loops, until the reporter takes the sums.
final class SizeStats {

    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;

    private final Map<Oversize, AtomicLong> counts = new EnumMap<>(Oversize.class);

    SizeStats() {
        for (Oversize what : Oversize.values()) {
            counts.put(what, new AtomicLong());
        }
    }

    void met(Oversize what) {
        Objects.requireNonNull(counts.get(what)).incrementAndGet();
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
        counts.forEach(
                (what, count) -> {
                    long times = count.getAndSet(0);
                    if (times > 0) {
                        taken.add(new SizeCount(routeId, what, times));
                    }
                });
        return taken;
    }
}
