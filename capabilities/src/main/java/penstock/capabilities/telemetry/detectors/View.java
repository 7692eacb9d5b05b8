package penstock.capabilities.telemetry.detectors;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is known of a detector now.
///
/// @param reason in one word, for conditions
/// @param message for people
record View(
        Detector.State state,
        String reason,
        String message,
        Optional<Detector.ModelStatus> model,
        Optional<Detector.Last> last,
        Optional<Instant> anomalousSince) {
    /// How old the score in a status may become while nothing else changes: each status is a change that is audited.
    private static final Duration REFRESH = Duration.ofMinutes(10);

    static View learning(String message) {
        return new View(
                Detector.State.LEARNING,
                "Learning",
                message,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same, but for what is known now.
    View notKnown(String reason, String message) {
        return new View(Detector.State.NOT_KNOWN, reason, message, model, last, Optional.empty());
    }

    /// Whether people should be told, after they were told `told`.
    boolean isNewsAfter(View told) {
        return state != told.state
                || !reason.equals(told.reason)
                || !model.equals(told.model)
                || !anomalousSince.equals(told.anomalousSince)
                || lastAt().minus(REFRESH).isAfter(told.lastAt())
                || (state != Detector.State.USUAL
                        && state != Detector.State.ANOMALOUS
                        && !message.equals(told.message));
    }

    private Instant lastAt() {
        return last.map(Detector.Last::at).orElse(Instant.EPOCH);
    }
}
