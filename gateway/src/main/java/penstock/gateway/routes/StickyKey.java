package penstock.gateway.routes;

/// By what a user is recognised, so that the same user stays in the same cohort.
public sealed interface StickyKey {

    /// The value of a cookie.
    record Cookie(String name) implements StickyKey {
        public Cookie {
            Checks.token("cookie", name);
        }
    }

    /// The value of a request header; names are compared without regard to case.
    record Header(String name) implements StickyKey {
        public Header {
            Checks.token("header", name);
        }
    }

    /// The client's address: of the other side of the connection, or the one that a trusted proxy names.
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
}
