package penstock.capabilities.services;

import penstock.model.AsText;

/// An instance that somebody else runs, as an operator writes it: `10.0.0.5:8080`, `[fd00::5]:8080`.
@AsText
public record Address(Endpoint endpoint) {
    private static final String FORM =
            " (expected: an address such as 10.0.0.5:8080 or [fd00::5]:8080)";

    public static Address parse(String text) {
        var stripped = text.strip();
        try {
            int colon = stripped.lastIndexOf(':');
            var host = stripped.substring(0, Math.max(0, colon));
            boolean isBracketed = host.startsWith("[") && host.endsWith("]");
            if (host.contains(":") != isBracketed) {
                throw new IllegalArgumentException("brackets");
            }
            var plain = isBracketed ? host.substring(1, host.length() - 1) : host;
            int port = Integer.parseInt(stripped.substring(colon + 1));
            return new Address(new Endpoint(plain, port));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\"" + FORM, e);
        }
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
