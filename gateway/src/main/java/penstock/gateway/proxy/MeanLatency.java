package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/// The recent latency of an instance, as balancing by it needs it: a longer one counts at once, shorter ones move the mean, which
/// forgets exponentially, also while nothing is heard. The form is that of Finagle's and Linkerd's peak EWMA
/// (com.twitter.finagle.loadbalancer.p2c.P2CPeakEwma).
///
/// Written from all loops without a lock: mean and time are one word, the mean as a float of nanoseconds above the time in
/// milliseconds. An update that meets another is left out; the next one makes up for it.
final class MeanLatency {

    /// What an instance is taken for that has its first requests and has answered none.
    private static final double UNKNOWN = 1e9;

    private static final long MILLI = 1_000_000L;

    /// 0: nothing was heard.
    private final AtomicLong state = new AtomicLong();

    /// An answer, or a failure, which makes nobody faster: it counts no less than the mean.
    void saw(long nanos, boolean isFailed, long now, long decayNanos) {
        long known = state.get();
        int at = (int) (now / MILLI);
        double mean = mean(known);
        double time = (double) nanos;
        double sample = Math.max(1, isFailed ? Math.max(time, mean) : time);
        double kept = known == 0 || sample > mean ? 0 : kept(known, at, decayNanos);
        float next = (float) (mean * kept + sample * (1 - kept));
        state.compareAndSet(
                known, ((long) Float.floatToIntBits(next) << 32) | Integer.toUnsignedLong(at));
    }

    /// What one more request costs, in nanoseconds, for one that has so many in flight.
    double cost(long inFlight, long now, long decayNanos) {
        long known = state.get();
        if (known == 0) {
            return inFlight == 0 ? 0 : UNKNOWN * (inFlight + 1);
        }
        return mean(known) * kept(known, (int) (now / MILLI), decayNanos) * (inFlight + 1);
    }

    private static double mean(long state) {
        return Float.intBitsToFloat((int) (state >>> 32));
    }

    /// The share of the mean that is left after the time since.
    private static double kept(long state, int at, long decayNanos) {
        int passed = at - (int) state;
        return passed <= 0 ? 1 : Math.exp(-(double) passed * MILLI / decayNanos);
    }
}
