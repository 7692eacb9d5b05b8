package penstock.gateway.proxy;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import penstock.gateway.cache.AnswerCache;
import penstock.gateway.routes.CacheCount;

/// Counts what the cache of one route did, from all loops, until the reporter takes the sums.
final class CacheCounts {

    final LongAdder hits = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder revalidated = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder bypassed = new LongAdder();
    final LongAdder waited = new LongAdder();
    final LongAdder stored = new LongAdder();

    private final String routeId;

    // Of the last report. Taken by one thread at a time.
    private long entries;
    private long bytes;

    CacheCounts(String routeId) {
        this.routeId = routeId;
    }

    /// Null when there is nothing new to tell.
    @Nullable CacheCount take(AnswerCache cache) {
        var count =
                new CacheCount(
                        routeId,
                        hits.sumThenReset(),
                        stale.sumThenReset(),
                        revalidated.sumThenReset(),
                        misses.sumThenReset(),
                        bypassed.sumThenReset(),
                        waited.sumThenReset(),
                        stored.sumThenReset(),
                        cache.takeEvicted(),
                        cache.count(),
                        cache.bytes());
        boolean isSame = count.entries() == entries && count.bytes() == bytes;
        entries = count.entries();
        bytes = count.bytes();
        long events =
                count.hits()
                        + count.stale()
                        + count.revalidated()
                        + count.misses()
                        + count.bypassed()
                        + count.waited()
                        + count.stored()
                        + count.evicted();
        return events == 0 && isSame ? null : count;
    }
}
