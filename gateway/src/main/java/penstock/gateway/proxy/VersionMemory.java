package penstock.gateway.proxy;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.Breaker;

/// What is remembered of a version of a route from table to table, whatever its role, and shared by all loops.
final class VersionMemory {

    final WaitQueue queue = new WaitQueue();

    /// When its instances are compared next.
    final AtomicLong lookAt;

    private @Nullable VersionBreaker breaker;

    VersionMemory(long now) {
        lookAt = new AtomicLong(now);
    }

    /// The breaker in its present state, if the rules are the same. Only while a table is applied.
    @Nullable VersionBreaker breaker(Optional<Breaker.Open> rules) {
        VersionBreaker present = breaker;
        if (rules.isEmpty()) {
            breaker = null;
        } else if (present == null || !present.isSame(rules.get())) {
            breaker = new VersionBreaker(rules.get());
        }
        return breaker;
    }
}
