package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/// What is remembered of a route from table to table, shared by all loops.
final class RouteMemory {

    final RetryBudget budget = new RetryBudget();

    private final AtomicInteger waiting = new AtomicInteger();

    /// A request begins to wait for the route to open; false when too many do.
    boolean enter(int limit) {
        if (waiting.incrementAndGet() <= limit) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /// A request waits no longer.
    void leave() {
        waiting.decrementAndGet();
    }
}
