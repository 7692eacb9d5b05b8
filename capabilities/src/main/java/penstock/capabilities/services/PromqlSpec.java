package penstock.capabilities.services;

import java.util.Optional;
import java.util.stream.Stream;
import penstock.model.Default;

/// A threshold on a PromQL expression. A value beyond `failBelow` or `failAbove` fails; one from `min` to `max` passes; one
/// between the two is inconclusive. With only one of the two pairs, whatever is not the one is the other.
///
/// @param query with [variables][QueryTemplate] in its label values
/// @param min the least value that passes
/// @param max the largest value that passes
/// @param failBelow smaller values fail
/// @param failAbove larger values fail
/// @param series how many series the answer may have
public record PromqlSpec(
        String query,
        Optional<Double> min,
        Optional<Double> max,
        Optional<Double> failBelow,
        Optional<Double> failAbove,
        @Default("one") Series series)
        implements CheckSpec.Way {
    public PromqlSpec {
        QueryTemplate.require("query", query);
        if (Stream.of(min, max, failBelow, failAbove).allMatch(Optional::isEmpty)) {
            throw new IllegalArgumentException(
                    "min: no threshold (expected: at least one of min, max, failBelow, failAbove)");
        }
        min.ifPresent(value -> requireNumber("min", value));
        max.ifPresent(value -> requireNumber("max", value));
        failBelow.ifPresent(value -> requireNumber("failBelow", value));
        failAbove.ifPresent(value -> requireNumber("failAbove", value));
        requireOrder("min", min, "max", max);
        requireOrder("failBelow", failBelow, "min", min);
        requireOrder("failBelow", failBelow, "max", max);
        requireOrder("min", min, "failAbove", failAbove);
        requireOrder("max", max, "failAbove", failAbove);
        requireOrder("failBelow", failBelow, "failAbove", failAbove);
    }

    private static void requireNumber(String name, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(name + ": NaN (expected: a number)");
        }
    }

    private static void requireOrder(
            String low, Optional<Double> from, String high, Optional<Double> to) {
        if (from.isPresent() && to.isPresent() && from.get() > to.get()) {
            throw new IllegalArgumentException(
                    low
                            + ": "
                            + from.get()
                            + " (expected: at most "
                            + high
                            + ", which is "
                            + to.get()
                            + ")");
        }
    }

    public enum Series {
        /// Exactly one; more are an error, since nobody said which counts.
        ONE,
        /// Any number; one that fails fails the measurement, all must pass.
        ALL
    }
}
