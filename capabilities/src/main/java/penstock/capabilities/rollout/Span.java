package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.Optional;

/// How long something takes, in seconds: no good candidate is faster than `fast`, half are done by `typical`, nine of ten by
/// `slow`. Not a number where nothing is known of the traffic, infinite where there is no end.
record Span(double fast, double typical, double slow) {
    static final Span NONE = new Span(0, 0, 0);

    static final Span ENDLESS =
            new Span(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /// Longer than anybody waits.
    private static final double CENTURY = 100 * 365 * 86_400.0;

    static Span of(Duration time) {
        return new Span(seconds(time), seconds(time), seconds(time));
    }

    Span plus(Span other) {
        return new Span(fast + other.fast, typical + other.typical, slow + other.slow);
    }

    Span minus(Span other) {
        return new Span(
                Math.max(0, fast - other.fast),
                Math.max(0, typical - other.typical),
                Math.max(0, slow - other.slow));
    }

    Span max(Span other) {
        return new Span(
                Math.max(fast, other.fast),
                Math.max(typical, other.typical),
                Math.max(slow, other.slow));
    }

    Span min(Span other) {
        return new Span(
                Math.min(fast, other.fast),
                Math.min(typical, other.typical),
                Math.min(slow, other.slow));
    }

    static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    /// Rounded up to what people plan with; absent where it is not known or has no end.
    static Optional<Duration> time(double seconds) {
        if (!(seconds < CENTURY)) {
            return Optional.empty();
        }
        double grain = grain(seconds);
        return Optional.of(Duration.ofSeconds((long) (Math.ceil(seconds / grain - 1e-9) * grain)));
    }

    private static double grain(double seconds) {
        if (seconds < 10) {
            return 1;
        }
        if (seconds < 120) {
            return 5;
        }
        return seconds < 1_800 ? 30 : seconds < 36_000 ? 300 : 3_600;
    }
}
