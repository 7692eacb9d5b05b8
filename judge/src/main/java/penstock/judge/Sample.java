package penstock.judge;

import java.util.Objects;

/// What one version did in some span of time. Samples add up over instances, shards and moments.
///
/// @param requests requests that ended
/// @param failures distinct clients that saw a failure (an answer that counts as an error, a timeout, a broken
///     connection; also those that were rescued), each counted once in 60 s: repeated failures of one client are one
///     piece of evidence, not many
/// @param latency how long the answers took; may cover fewer requests than `requests`
public record Sample(long requests, long failures, Histogram latency) {
    /// Nothing happened.
    public static final Sample NONE = new Sample(0, 0, Histogram.empty());

    public Sample {
        Objects.requireNonNull(latency);
        if (requests < 0) {
            throw new IllegalArgumentException("requests: " + requests + " (expected: 0 or more)");
        }
        if (failures < 0 || failures > requests) {
            throw new IllegalArgumentException(
                    "failures: " + failures + " (expected: 0.." + requests + ")");
        }
    }

    public Sample plus(Sample other) {
        return new Sample(
                requests + other.requests, failures + other.failures, latency.merge(other.latency));
    }

    /// What was added since `earlier`, which must be part of this sample.
    public Sample minus(Sample earlier) {
        return new Sample(
                requests - earlier.requests,
                failures - earlier.failures,
                latency.minus(earlier.latency));
    }

    Sample withoutLatency() {
        return new Sample(requests, failures, Histogram.empty());
    }
}
