package penstock.gateway.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.LoadLimit;

/// What is remembered of a route from table to table, shared by all loops.
final class RouteMemory {

    final RetryBudget budget = new RetryBudget();
    final EncodingStats encodings = new EncodingStats();
    final SizeStats sizes = new SizeStats();

    private static final int MAX_SHADOWS = 100;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger shadows = new AtomicInteger();
    private final AtomicLong copyable = new AtomicLong();
    private final Map<String, VersionMemory> versions = new HashMap<>();
    private @Nullable GradientLimit limit;

    /// What is remembered of one of its versions. Only for who applies tables or takes counts, one at a time; so are
    /// `queued`, `retain` and `limit`.
    VersionMemory version(String key, long now) {
        return versions.computeIfAbsent(key, k -> new VersionMemory(now));
    }

    /// Requests that wait in the queues of its versions.
    int queued() {
        return versions.values().stream().mapToInt(version -> version.queue.size()).sum();
    }

    void retain(Set<String> keys) {
        versions.keySet().retainAll(keys);
    }

    /// The limit as it has become, if the rules are the same.
    @Nullable GradientLimit limit(Optional<LoadLimit> rules) {
        GradientLimit present = limit;
        if (rules.isEmpty()) {
            limit = null;
        } else if (present == null || !present.rules.equals(rules.get())) {
            limit = new GradientLimit(rules.get());
        }
        return limit;
    }

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
