package penstock.gateway.routes;

/// What an instance speaks to the gateway.
public enum Protocol {
    HTTP_1_1,
    /// HTTP/2: agreed on within TLS, and without TLS from the first byte on.
    HTTP_2,
    /// Either, as the instance chooses within TLS (RFC 7301); HTTP/1.1 where it chooses neither.
    AUTO;

    /// By its word; `h2` and `h2c` are the names of HTTP/2 with and without TLS, and whether that is spoken is said elsewhere.
    public static Protocol parse(String text) {
        return switch (text) {
            case "http/1.1" -> HTTP_1_1;
            case "h2", "h2c" -> HTTP_2;
            case "auto" -> AUTO;
            default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" (expected: http/1.1, h2, h2c or auto)");
        };
    }
}
