package penstock.bench.judge.contender;

import java.util.OptionalDouble;
import penstock.bench.judge.world.Counted;

/// Fixed limits on one version's figures of a minute, as analysis of a single version has them.
///
/// @param success least share of requests that succeed
/// @param p99 most seconds of the 99th percentile
record Thresholds(double success, double p99) {
    /// What a check found.
    enum Finding {
        PASSED,
        FAILED,
        NO_DATA
    }

    Finding success(Counted minute) {
        return minute.requests() == 0
                ? Finding.NO_DATA
                : found(1 - (double) minute.errors() / minute.requests() >= success);
    }

    Finding latency(Counted minute) {
        OptionalDouble value = FixedBuckets.quantile(minute.latency(), 0.99);
        return value.isEmpty() ? Finding.NO_DATA : found(value.getAsDouble() <= p99);
    }

    private static Finding found(boolean isWithin) {
        return isWithin ? Finding.PASSED : Finding.FAILED;
    }
}
