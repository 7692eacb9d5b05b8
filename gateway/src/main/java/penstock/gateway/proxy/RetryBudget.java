package penstock.gateway.proxy;

import penstock.gateway.routes.Rescue;

/// Allows repeated requests only as a share of a route's recent requests plus a floor, so that a failing version cannot make the
/// load on stable grow, and a failing stable is not hit harder than by the requests that clients made. One budget for all
/// repetitions of a route: rescues, second attempts on another instance after one did not accept a connection in time, and
/// second attempts after a kept connection was closed instead of an answer. Only what reached nobody costs nothing: a refused
/// connection, and the way from a candidate that could not be reached to stable, which would have had the request without it.
///
/// Measured over ten seconds, in ten buckets. The form and the usual figures (20 %, 10 per second, 10 s) are those of Finagle's
/// and Linkerd's retry budgets (com.twitter.finagle.service.RetryBudget).
final class RetryBudget {

    private static final int SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;

    private final long[] requests = new long[SECONDS];
    private final long[] retries = new long[SECONDS];
    private long second = Long.MIN_VALUE;

    synchronized void onRequest(long now) {
        requests[bucket(now)]++;
    }

    /// Takes one repetition out of the budget; false when there is none left.
    synchronized boolean take(Rescue rescue, long now) {
        int bucket = bucket(now);
        long seen = 0;
        long spent = 0;
        for (int i = 0; i < SECONDS; i++) {
            seen += requests[i];
            spent += retries[i];
        }
        long allowed = seen * rescue.basisPoints() / 10_000 + (long) rescue.perSecond() * SECONDS;
        if (spent >= allowed) {
            return false;
        }
        retries[bucket]++;
        return true;
    }

    private int bucket(long now) {
        long current = Math.floorDiv(now, SECOND);
        if (current != second) {
            long passed = second == Long.MIN_VALUE ? SECONDS : Math.min(current - second, SECONDS);
            for (long i = 0; i < passed; i++) {
                int old = Math.floorMod(current - i, SECONDS);
                requests[old] = 0;
                retries[old] = 0;
            }
            second = current;
        }
        return Math.floorMod(current, SECONDS);
    }
}
