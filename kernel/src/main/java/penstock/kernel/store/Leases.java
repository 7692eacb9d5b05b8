package penstock.kernel.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import penstock.model.DurationText;
import penstock.model.ProblemException;

/// Who holds which lease. What was granted is remembered besides: while the disk is full nobody can take a lease from its
/// holder, because that would have to be written into a file that this process alone has open; so the holder keeps it,
/// and what it has to do on a full disk gets done.
final class Leases {
    /// @param until milliseconds since the epoch
    private record Grant(String holder, long until) {}

    private final Committer committer;
    private final InstantSource clock;
    private final Map<String, Grant> granted = new HashMap<>();

    Leases(Committer committer, InstantSource clock) {
        this.committer = committer;
        this.clock = clock;
    }

    synchronized boolean acquire(String lease, String holder, Duration ttl) {
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException(
                    "ttl: " + DurationText.format(ttl) + " (expected: more than zero)");
        }
        long now = clock.millis();
        var known = granted.get(lease);
        boolean isOurs = known != null && known.holder().equals(holder);
        if (known != null && !isOurs && known.until() > now) {
            return false;
        }
        try {
            boolean isGranted =
                    committer.run(
                            transaction -> transaction.acquire(lease, holder, ttl.toMillis()));
            if (!isGranted) {
                granted.remove(lease);
                return false;
            }
        } catch (ProblemException e) {
            if (!isOurs || !committer.isFull()) {
                throw e;
            }
        }
        granted.put(lease, new Grant(holder, now + ttl.toMillis()));
        return true;
    }

    synchronized void release(String lease, String holder) {
        var known = granted.get(lease);
        if (known != null && known.holder().equals(holder)) {
            granted.remove(lease);
        }
        committer.run(
                transaction -> {
                    transaction.release(lease, holder);
                    return true;
                });
    }
}
