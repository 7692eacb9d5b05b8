package penstock.kernel.control;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How a control loop works.
///
/// @param workers how many resources are looked at together, 1 or more
/// @param reserved workers besides these that only urgent names get, 1 or more
/// @param lease for how long the loop holds the right to act; renewed after a third of it
/// @param backoff how long to wait after a failure
public record ControlSettings(int workers, int reserved, Duration lease, Backoff backoff) {
    public ControlSettings {
        if (workers < 1 || reserved < 1) {
            throw new IllegalArgumentException(
                    "workers, reserved: "
                            + workers
                            + ", "
                            + reserved
                            + " (expected: 1 or more of each)");
        }
    }

    public static ControlSettings usual(RandomGenerator random) {
        return new ControlSettings(8, 2, Duration.ofSeconds(15), Backoff.usual(random));
    }
}
