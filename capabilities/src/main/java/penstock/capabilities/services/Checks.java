package penstock.capabilities.services;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import penstock.model.DurationText;

/// The checks that several of the records share; each message names the component, the value and what was expected.
final class Checks {
    private Checks() {}

    static void atLeast(String component, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    component + ": " + value + " (expected: " + least + " or more)");
        }
    }

    static void range(String component, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    component + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    static void range(String component, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    component + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    static void range(String component, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    component
                            + ": "
                            + DurationText.format(value)
                            + " (expected: "
                            + DurationText.format(least)
                            + " to "
                            + DurationText.format(most)
                            + ")");
        }
    }

    static void positive(String component, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(
                    component
                            + ": "
                            + DurationText.format(value)
                            + " (expected: a duration longer than 0)");
        }
    }

    static void notNegative(String component, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    component
                            + ": "
                            + DurationText.format(value)
                            + " (expected: a duration of 0 or longer)");
        }
    }

    /// A text with a NUL character cannot be handed to a program.
    static void noNul(String component, Collection<String> texts) {
        if (texts.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException(
                    component + ": contains a NUL character (expected: text without it)");
        }
    }

    static void variables(String component, Map<String, String> variables) {
        noNul(component, variables.keySet());
        noNul(component, variables.values());
        for (var name : variables.keySet()) {
            if (name.isEmpty() || name.contains("=")) {
                throw new IllegalArgumentException(
                        component
                                + ": \""
                                + name
                                + "\" (expected: the name of an environment variable, without \"=\")");
            }
        }
    }
}
