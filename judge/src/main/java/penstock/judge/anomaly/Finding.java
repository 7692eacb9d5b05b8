package penstock.judge.anomaly;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a detector says about one point.
///
/// @param score how unusual: 3 is seen once in a thousand points when nothing is wrong, 4 once in ten thousand; 0 to 12
/// @param confidence that it is not chance, 0 to 1
/// @param isAnomalous whether it is less likely than the chance of a false positive that was chosen; once it is, until it is
///     ten times as likely
/// @param expected what was expected of each signal, in the order of the signals
/// @param cause what is unusual, if the point is
public record Finding(
        double score,
        double confidence,
        boolean isAnomalous,
        List<Expected> expected,
        Optional<Cause> cause) {
    /// What was expected of one signal.
    ///
    /// @param value the middle
    /// @param low below it a single value is unusual by itself
    /// @param high above it a single value is unusual by itself
    public record Expected(double value, double low, double high) {}

    /// What is unusual.
    ///
    /// @param signal the signal that is farthest from what is usual
    /// @param shape how it is
    public record Cause(Signal signal, Shape shape) {
        /// For people: `latency`, `error-rate` and so on, or `pattern` if no signal is unusual by itself.
        public String label() {
            return shape == Shape.PATTERN ? "pattern" : signal.kind().label();
        }
    }

    /// How a signal is unusual.
    public enum Shape {
        /// One value far off.
        SPIKE,
        /// Some ten values off on the same side.
        SHIFT,
        /// Off by little, for an hour of points and more.
        SLOW_BURN,
        /// An unusual combination or sequence of usual values.
        PATTERN
    }

    public Finding {
        expected = List.copyOf(expected);
        Objects.requireNonNull(cause);
    }
}
