package penstock.gateway.proxy;

import penstock.gateway.routes.Breaker;

/// Keeps requests from a version that fails them: closed while it works, open after too many failures, then half open, when a few
/// may try.
///
/// One lock, taken only where a breaker is configured; a request that finds it closed takes none to come in. What began before the
/// last few were let in to try tells nothing any more, whenever it ends.
final class VersionBreaker {

    private enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private static final int BUCKETS = 10;

    private final Breaker.Open rules;
    private final long bucketNanos;
    private final long[] requests = new long[BUCKETS];
    private final long[] failures = new long[BUCKETS];
    private long bucket = Long.MIN_VALUE;
    private volatile State state = State.CLOSED;
    private long changedAt;

    /// When the last few were let in; what began before does not count.
    private long triedAt;

    private boolean hasTried;
    private int admitted;
    private int succeeded;

    VersionBreaker(Breaker.Open rules) {
        this.rules = rules;
        this.bucketNanos = Math.max(1, rules.within().toNanos() / BUCKETS);
    }

    boolean isSame(Breaker.Open others) {
        return rules.equals(others);
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /// Whether a request may come in. While half open, no more than the probes; when these do not tell, others after the same time.
    boolean admits(long now) {
        return state == State.CLOSED || mayTry(now);
    }

    private synchronized boolean mayTry(long now) {
        if (state == State.CLOSED) {
            return true;
        }
        boolean isTime = now - changedAt >= rules.openFor().toNanos();
        if (state == State.OPEN && !isTime) {
            return false;
        }
        if (isTime) {
            state = State.HALF_OPEN;
            changedAt = now;
            triedAt = now;
            hasTried = true;
            admitted = 0;
            succeeded = 0;
        }
        return admitted++ < rules.probes();
    }

    /// How long until a request may come in; 0 when it may.
    synchronized long nanosLeft(long now) {
        return state == State.CLOSED
                ? 0
                : Math.max(0, rules.openFor().toNanos() - (now - changedAt));
    }

    /// A request ended. True when that opened it.
    synchronized boolean saw(boolean isFailed, long began, long now) {
        if (hasTried && began - triedAt < 0) {
            return false;
        }
        return switch (state) {
            case CLOSED -> count(isFailed, now);
            case HALF_OPEN -> probed(isFailed, now);
            case OPEN -> false;
        };
    }

    private boolean probed(boolean isFailed, long now) {
        if (isFailed) {
            open(now);
            return true;
        }
        if (++succeeded >= rules.probes()) {
            state = State.CLOSED;
        }
        return false;
    }

    private boolean count(boolean isFailed, long now) {
        int current = bucket(now);
        requests[current]++;
        if (!isFailed) {
            return false;
        }
        failures[current]++;
        long all = 0;
        long failed = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += requests[i];
            failed += failures[i];
        }
        boolean isTooMuch = all >= rules.least() && failed * 10_000 >= all * rules.basisPoints();
        if (isTooMuch) {
            open(now);
        }
        return isTooMuch;
    }

    private void open(long now) {
        state = State.OPEN;
        changedAt = now;
        bucket = Long.MIN_VALUE;
    }

    private int bucket(long now) {
        long current = Math.floorDiv(now, bucketNanos);
        if (current != bucket) {
            long passed = bucket == Long.MIN_VALUE ? BUCKETS : Math.min(current - bucket, BUCKETS);
            for (long i = 0; i < passed; i++) {
                int old = Math.floorMod(current - i, BUCKETS);
                requests[old] = 0;
                failures[old] = 0;
            }
            bucket = current;
        }
        return Math.floorMod(current, BUCKETS);
    }
}
