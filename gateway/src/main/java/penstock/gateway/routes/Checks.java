package penstock.gateway.routes;

import java.time.Duration;
import java.util.regex.Pattern;

/// The argument checks that several records share, so that their messages read alike.
final class Checks {

    /// The `token` of RFC 9110 section 5.6.2.
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private Checks() {}

    static void token(String what, String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + ": \"" + name + "\" (expected: letters, digits and !#$%&'*+-.^_`|~)");
        }
    }

    static String text(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    name + ": \"" + value + "\" (expected: a text that is not blank)");
        }
        return value;
    }

    static long range(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
        return value;
    }

    static Duration positive(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + Times.written(value) + " (expected: 1ms to 30d)");
        }
        return value;
    }

    static Duration upTo(String name, Duration value, Duration most) {
        if (value.isNegative() || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + Times.written(value)
                            + " (expected: 0s to "
                            + Times.written(most)
                            + ")");
        }
        return value;
    }
}
