package penstock.kernel.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a controller decided: the status to store, why, then the effects to bring about in this order, and when to look
/// again even if nothing changes. Effects are repeat-safe, so that after a crash or a failure the next look may decide
/// them once more.
public record Decision<T extends Record, E>(
        T status, String reason, List<E> effects, Optional<Duration> lookAgainIn) {
    public Decision {
        effects = List.copyOf(effects);
    }
}
