package penstock.gateway.routes;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What an instance speaks to the gateway.
public enum Protocol {
    HTTP_1_1("http/1.1"),
    /// HTTP/2 without TLS, from the first byte on.
    HTTP_2("h2c");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Protocol parse(String text) {
        return Arrays.stream(values())
                .filter(one -> one.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "\""
                                                + text
                                                + "\" (expected: "
                                                + Arrays.stream(values())
                                                        .map(Protocol::text)
                                                        .collect(Collectors.joining(" or "))
                                                + ")"));
    }
}
