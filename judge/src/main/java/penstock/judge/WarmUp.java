package penstock.judge;

import java.time.Duration;

/// How long a candidate's durations are left out after its first request.
///
/// @param least they never count before
/// @param most they always count after, so that a candidate that stays slow is found
public record WarmUp(Duration least, Duration most) {
    public static final WarmUp STANDARD = lasting(Duration.ofSeconds(60));
    public static final WarmUp NONE = lasting(Duration.ZERO);

    public WarmUp {
        if (least.isNegative()) {
            throw new IllegalArgumentException("least: " + least + " (expected: not negative)");
        }
        if (most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "most: " + most + " (expected: no less than " + least + ")");
        }
    }

    /// A fixed time.
    public static WarmUp lasting(Duration time) {
        return new WarmUp(time, time);
    }
}
