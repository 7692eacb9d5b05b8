package penstock.gateway.routes;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A content coding that the gateway can apply to answers (RFC 9110 section 8.4.1).
public enum Coding {
    BROTLI("br", 2),
    GZIP("gzip", 1);

    private final String text;
    private final int code;

    Coding(String text, int code) {
        this.text = text;
        this.code = code;
    }

    /// As it stands in `Content-Encoding`.
    public String text() {
        return text;
    }

    /// In tables and reports.
    int code() {
        return code;
    }

    static Coding of(int code) {
        return Stream.of(values())
                .filter(coding -> coding.code == code)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "coding: " + code + " (expected: 1 or 2)"));
    }

    /// The coding that a client names; `x-gzip` is an old name of gzip. Empty for any that is not known here.
    public static Optional<Coding> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "br" -> Optional.of(BROTLI);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            default -> Optional.empty();
        };
    }

    public static Coding parse(String text) {
        return Stream.of(values())
                .filter(coding -> coding.text.equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "\""
                                                + text
                                                + "\" (expected: "
                                                + Stream.of(values())
                                                        .map(Coding::text)
                                                        .collect(Collectors.joining(" or "))
                                                + ")"));
    }
}
