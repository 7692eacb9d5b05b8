package penstock.gateway.proxy;

import penstock.gateway.routes.Limits;

/// Allows rescues only as a share of a route's recent requests plus a floor, so that a failing candidate cannot double the load
/// on stable. Measured over ten seconds, in ten buckets.
final class RescueBudget {

    private static final int SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;

    private final long[] requests = new long[SECONDS];
    private final long[] rescues = new long[SECONDS];
    private long second = Long.MIN_VALUE;

    synchronized void onRequest(long now) {
        requests[bucket(now)]++;
    }

    /// Takes one rescue out of the budget; false when there is none left.
    synchronized boolean take(Limits limits, long now) {
        int bucket = bucket(now);
        long seen = 0;
        long spent = 0;
        for (int i = 0; i < SECONDS; i++) {
            seen += requests[i];
            spent += rescues[i];
        }
        long allowed =
                seen * limits.rescueBasisPoints() / 10_000
                        + (long) limits.rescuesPerSecond() * SECONDS;
        if (spent >= allowed) {
            return false;
        }
        rescues[bucket]++;
        return true;
    }

    private int bucket(long now) {
        long current = Math.floorDiv(now, SECOND);
        if (current != second) {
            long passed = second == Long.MIN_VALUE ? SECONDS : Math.min(current - second, SECONDS);
            for (long i = 0; i < passed; i++) {
                int old = Math.floorMod(current - i, SECONDS);
                requests[old] = 0;
                rescues[old] = 0;
            }
            second = current;
        }
        return Math.floorMod(current, SECONDS);
    }
}
