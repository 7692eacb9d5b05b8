package penstock.kernel.control;

import java.time.Duration;
import java.util.random.RandomGenerator;
import penstock.model.DurationText;

/// How long to wait after a failure: doubling from `first` to `most`, then a random part of the upper half of it, so
/// that what failed together is not tried again together.
public record Backoff(Duration first, Duration most, RandomGenerator random) {
    public Backoff {
        if (!first.isPositive() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first, most: "
                            + DurationText.format(first)
                            + ", "
                            + DurationText.format(most)
                            + " (expected: more than zero, most not below first)");
        }
    }

    /// From 100 ms to 30 s.
    public static Backoff usual(RandomGenerator random) {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), random);
    }

    /// @param failures in a row, from 1
    public Duration delay(int failures) {
        long ceiling = most.toNanos();
        int doublings = Math.min(Math.max(failures - 1, 0), 62);
        long full =
                first.toNanos() > (ceiling >> doublings) ? ceiling : first.toNanos() << doublings;
        long half = Math.max(first.toNanos(), full / 2);
        return Duration.ofNanos(half >= full ? full : random.nextLong(half, full + 1));
    }
}
