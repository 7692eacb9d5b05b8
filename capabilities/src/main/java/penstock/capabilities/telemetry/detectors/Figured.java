package penstock.capabilities.telemetry.detectors;

import java.util.List;
import penstock.judge.anomaly.Point;

/// What a source of metrics says of all signals of a detector over a span of time.
sealed interface Figured {
    /// @param points times at which every signal had a value, in order
    /// @param lacking signals without a value at the last of the times asked for
    record Known(List<Point> points, List<String> lacking) implements Figured {}

    /// @param reason in one word
    /// @param message for people
    record Unknown(String reason, String message) implements Figured {}
}
