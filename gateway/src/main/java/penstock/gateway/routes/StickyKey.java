package penstock.gateway.routes;

import java.util.regex.Pattern;

/// By what a user is recognised, so that the same user stays in the same cohort.
public sealed interface StickyKey {

    /// The value of a cookie.
    record Cookie(String name) implements StickyKey {
        public Cookie {
            token("cookie", name);
        }
    }

    /// The value of a request header; names are compared without regard to case.
    record Header(String name) implements StickyKey {
        public Header {
            token("header", name);
        }
    }

    /// The address of the client's side of the connection.
    record Client() implements StickyKey {}

    /// Reads `cookie:NAME`, `header:NAME` or `client`.
    static StickyKey parse(String text) {
        if (text.startsWith("cookie:")) {
            return new Cookie(text.substring("cookie:".length()));
        }
        if (text.startsWith("header:")) {
            return new Header(text.substring("header:".length()));
        }
        if (text.equals("client")) {
            return new Client();
        }
        throw new IllegalArgumentException(
                "sticky key: \"" + text + "\" (expected: cookie:NAME, header:NAME or client)");
    }

    /// The text that `parse` reads.
    default String text() {
        return switch (this) {
            case Cookie(var name) -> "cookie:" + name;
            case Header(var name) -> "header:" + name;
            case Client() -> "client";
        };
    }

    private static void token(String what, String name) {
        if (!Tokens.PATTERN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + ": \"" + name + "\" (expected: letters, digits and !#$%&'*+-.^_`|~)");
        }
    }

    /// The `token` of RFC 9110 section 5.6.2.
    final class Tokens {
        private static final Pattern PATTERN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

        private Tokens() {}
    }
}
