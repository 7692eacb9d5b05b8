package penstock.gateway.rates;

import java.math.BigInteger;

/// A token bucket in whole numbers, so that it neither gains nor loses anything however long it runs: a request costs `cost` units
/// and a microsecond brings `gain` back; `full` units can be owed, which is the burst.
public record Rate(long cost, long gain, long full) {

    /// What `burst * period` may come to at most, so that no sum overflows.
    private static final long MOST = 1L << 61;

    /// So many requests in so many microseconds, and so many at once.
    public static Rate of(long requests, long micros, long burst) {
        if (!fits(requests, micros, burst)) {
            throw new IllegalArgumentException(
                    requests + " per " + micros + " µs with burst " + burst + " (expected: less)");
        }
        long common = BigInteger.valueOf(requests).gcd(BigInteger.valueOf(micros)).longValueExact();
        long cost = micros / common;
        return new Rate(cost, requests / common, burst * cost);
    }

    /// Whether such a rate can be counted exactly.
    public static boolean fits(long requests, long micros, long burst) {
        return requests > 0 && micros > 0 && burst > 0 && burst <= MOST / micros;
    }

    /// What is still owed of a debt after some time.
    long owed(long debt, long micros) {
        // compared first, as the product could overflow
        return micros <= 0 ? debt : micros >= Math.ceilDiv(debt, gain) ? 0 : debt - micros * gain;
    }

    /// Whether one more request fits when so much is owed.
    public boolean admits(long debt) {
        return debt <= full - cost;
    }

    /// How many more requests fit.
    public long remaining(long debt) {
        return Math.max(0, full - debt) / cost;
    }

    /// Microseconds until one more request fits; 0 when it does.
    public long untilOneFits(long debt) {
        return admits(debt) ? 0 : Math.ceilDiv(debt + cost - full, gain);
    }

    /// Microseconds until nothing is owed.
    public long untilPaid(long debt) {
        return Math.ceilDiv(debt, gain);
    }
}
