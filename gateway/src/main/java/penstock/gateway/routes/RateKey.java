package penstock.gateway.routes;

/// By what requests are counted together. What a request does not carry is replaced by the client's address, so that nobody gets
/// around a limit by leaving it out.
public sealed interface RateKey {

    /// The client's address: of the other side of the connection, or the one that a trusted proxy names.
    record Client() implements RateKey {}

    /// The first value of a header that is not empty.
    record Header(String name) implements RateKey {
        public Header {
            Checks.token("header", name);
        }
    }

    record Cookie(String name) implements RateKey {
        public Cookie {
            Checks.token("cookie", name);
        }
    }

    /// The path without the query, as the client wrote it.
    record Path() implements RateKey {}

    record Host() implements RateKey {}

    record Method() implements RateKey {}

    /// All requests alike.
    record All() implements RateKey {}

    /// Reads `client`, `header:NAME`, `cookie:NAME`, `path`, `host`, `method` or `all`.
    static RateKey parse(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        return switch (colon < 0 ? text : text.substring(0, colon + 1)) {
            case "client" -> new Client();
            case "header:" -> new Header(name);
            case "cookie:" -> new Cookie(name);
            case "path" -> new Path();
            case "host" -> new Host();
            case "method" -> new Method();
            case "all" -> new All();
            default ->
                    throw new IllegalArgumentException(
                            "key: \""
                                    + text
                                    + "\" (expected: client, header:NAME, cookie:NAME, path, host, method or all)");
        };
    }

    /// The text that `parse` reads.
    default String text() {
        return switch (this) {
            case Client() -> "client";
            case Header(var name) -> "header:" + name;
            case Cookie(var name) -> "cookie:" + name;
            case Path() -> "path";
            case Host() -> "host";
            case Method() -> "method";
            case All() -> "all";
        };
    }
}
