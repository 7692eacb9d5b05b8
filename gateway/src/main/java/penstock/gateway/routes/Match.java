package penstock.gateway.routes;

/// What a request must carry to be treated in a certain way.
public sealed interface Match {

    /// A header of this value; names are compared without regard to case, values exactly.
    record Header(String name, String value) implements Match {
        public Header {
            Checks.token("header", name);
            requireValue("header", value);
        }
    }

    /// A cookie of this value.
    record Cookie(String name, String value) implements Match {
        public Cookie {
            Checks.token("cookie", name);
            requireValue("cookie", value);
        }
    }

    /// Reads `header:NAME=VALUE` or `cookie:NAME=VALUE`.
    static Match parse(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        if (colon > 0 && equals > colon) {
            String name = text.substring(colon + 1, equals);
            String value = text.substring(equals + 1);
            switch (text.substring(0, colon)) {
                case "header" -> {
                    return new Header(name, value);
                }
                case "cookie" -> {
                    return new Cookie(name, value);
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException(
                "match: \"" + text + "\" (expected: header:NAME=VALUE or cookie:NAME=VALUE)");
    }

    /// The text that `parse` reads.
    default String text() {
        return switch (this) {
            case Header(var name, var value) -> "header:" + name + "=" + value;
            case Cookie(var name, var value) -> "cookie:" + name + "=" + value;
        };
    }

    private static void requireValue(String what, String value) {
        if (!value.matches("[!-:<-~]{1,256}")) {
            throw new IllegalArgumentException(
                    what
                            + " value: \""
                            + value
                            + "\" (expected: 1 to 256 visible ASCII characters, no semicolon)");
        }
    }
}
