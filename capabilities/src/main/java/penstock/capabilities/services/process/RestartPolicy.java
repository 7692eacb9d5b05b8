package penstock.capabilities.services.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import penstock.capabilities.services.RestartSpec;

/// How long to wait before starting an instance again, from the exits of the window alone.
final class RestartPolicy {
    /// @param isCrashLoop whether there were as many exits as make one
    record Decision(Duration delay, boolean isCrashLoop) {}

    private RestartPolicy() {}

    /// @param exits those of the window, the latest included
    static Decision decide(RestartSpec spec, List<Instant> exits) {
        int doublings = Math.max(0, Math.min(exits.size() - 1, 30));
        var delay = spec.backoff().multipliedBy(1L << doublings);
        boolean isLonger = delay.compareTo(spec.maxBackoff()) > 0;
        return new Decision(isLonger ? spec.maxBackoff() : delay, exits.size() >= spec.exits());
    }

    /// The exits that still count; a clock that was set back does not keep them for ever.
    static List<Instant> recent(RestartSpec spec, List<Instant> exits, Instant now) {
        var oldest = now.minus(spec.window());
        return exits.stream().filter(at -> at.isAfter(oldest) && !at.isAfter(now)).toList();
    }
}
