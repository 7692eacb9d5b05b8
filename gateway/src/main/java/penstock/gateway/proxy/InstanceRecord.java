package penstock.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What an instance did lately, for finding out whether it is an outlier. Written from all loops; the sums of one look are not one
/// consistent moment, which is no matter among hundreds of requests.
final class InstanceRecord {

    /// Logarithms are summed in this grain.
    private static final double GRAIN = 1 << 10;

    /// @param logs sum of the logarithms of the latencies of good answers, in nanoseconds
    record Sums(long requests, long failures, double logs, double squares) {

        static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(
                    requests + other.requests,
                    failures + other.failures,
                    logs + other.logs,
                    squares + other.squares);
        }

        long good() {
            return requests - failures;
        }

        double meanLog() {
            return logs / good();
        }

        /// Of the mean logarithm.
        double variance() {
            double mean = meanLog();
            return Math.max(0, squares / good() - mean * mean) / good();
        }
    }

    private final AtomicInteger row = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong logs = new AtomicLong();
    private final AtomicLong squares = new AtomicLong();

    /// The failures in a row, with this one.
    int failed() {
        return row.incrementAndGet();
    }

    void succeeded() {
        if (row.getPlain() != 0) {
            row.set(0);
        }
    }

    void count(boolean isFailed, long nanos) {
        requests.incrementAndGet();
        if (isFailed) {
            failures.incrementAndGet();
            return;
        }
        double log = Math.log((double) Math.max(1, nanos));
        logs.addAndGet(Math.round(log * GRAIN));
        squares.addAndGet(Math.round(log * log * GRAIN));
    }

    /// What was counted since the last time.
    Sums take() {
        return new Sums(
                requests.getAndSet(0),
                failures.getAndSet(0),
                logs.getAndSet(0) / GRAIN,
                squares.getAndSet(0) / GRAIN);
    }

    void forget() {
        row.set(0);
        take();
    }
}
