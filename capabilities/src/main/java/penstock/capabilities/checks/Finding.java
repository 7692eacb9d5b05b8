package penstock.capabilities.checks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/// What was found by measuring once.
///
/// @param value the figure that decided, if there is one and it is finite
/// @param message one line for people, with no secret in it
public record Finding(Outcome outcome, Optional<Double> value, String message) {
    private static final int LONGEST = 300;
    private static final MathContext SHOWN = new MathContext(6);

    public Finding {
        value = value.filter(Double::isFinite);
        message = oneLine(message);
    }

    static Finding passed(String message) {
        return new Finding(Outcome.PASSED, Optional.empty(), message);
    }

    static Finding failed(String message) {
        return new Finding(Outcome.FAILED, Optional.empty(), message);
    }

    static Finding inconclusive(String message) {
        return new Finding(Outcome.INCONCLUSIVE, Optional.empty(), message);
    }

    static Finding error(String message) {
        return new Finding(Outcome.ERROR, Optional.empty(), message);
    }

    Finding of(double figure) {
        return new Finding(outcome, Optional.of(figure), message);
    }

    /// A number as people read it: six digits at most.
    static String text(double figure) {
        if (!Double.isFinite(figure)) {
            return Double.isNaN(figure) ? "NaN" : figure > 0 ? "+Inf" : "-Inf";
        }
        var rounded = BigDecimal.valueOf(figure).round(SHOWN).stripTrailingZeros();
        boolean isPlain = rounded.scale() <= 9 && rounded.precision() - rounded.scale() <= 12;
        return isPlain ? rounded.toPlainString() : rounded.toString();
    }

    /// At most 300 characters, without line breaks and other control characters.
    static String oneLine(String text) {
        var line = text.length() > 4 * LONGEST ? text.substring(0, 4 * LONGEST) : text;
        line = line.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
