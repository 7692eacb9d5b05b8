package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What is remembered of a route from table to table, shared by all loops.
final class RouteMemory {

    final RetryBudget budget = new RetryBudget();
    final EncodingStats encodings = new EncodingStats();

    private static final int MAX_SHADOWS = 100;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger shadows = new AtomicInteger();
    private final AtomicLong copyable = new AtomicLong();

    /// A request begins to wait for the route to open; false when too many do.
    boolean enter(int limit) {
        if (waiting.incrementAndGet() <= limit) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /// Whether this request is one of the share; exact over any number of requests.
    boolean isInShare(int basisPoints) {
        long before = copyable.getAndIncrement();
        return (before + 1) * basisPoints / 10_000 > before * basisPoints / 10_000;
    }

    /// A copy of a request is made; false when there are too many.
    boolean enterShadow() {
        if (shadows.incrementAndGet() <= MAX_SHADOWS) {
            return true;
        }
        shadows.decrementAndGet();
        return false;
    }

    void leaveShadow() {
        shadows.decrementAndGet();
    }

    /// A request waits no longer.
    void leave() {
        waiting.decrementAndGet();
    }
}
