package penstock.capabilities.services;

import penstock.model.AsText;

/// An instance that somebody else runs, as an operator writes it: `10.0.0.5:8080`, `[fd00::5]:8080`, with `weight=3` behind a
/// space if it is to get more than the others.
///
/// @param weight its share beside the version's other instances, 1 to 1,000
@AsText
public record Address(Endpoint endpoint, int weight) {
    static final int MAX_WEIGHT = 1_000;

    private static final String FORM =
            " (expected: an address such as 10.0.0.5:8080 or [fd00::5]:8080, or \"10.0.0.5:8080 weight=3\")";

    public Address {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight: " + weight + " (expected: 1 to " + MAX_WEIGHT + ")");
        }
    }

    public static Address parse(String text) {
        var parts = text.strip().split("\\s+weight=", 2);
        try {
            int colon = parts[0].lastIndexOf(':');
            var host = parts[0].substring(0, Math.max(0, colon));
            boolean isBracketed = host.startsWith("[") && host.endsWith("]");
            if (host.contains(":") != isBracketed) {
                throw new IllegalArgumentException("brackets");
            }
            var plain = isBracketed ? host.substring(1, host.length() - 1) : host;
            var endpoint = new Endpoint(plain, Integer.parseInt(parts[0].substring(colon + 1)));
            return new Address(endpoint, parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\"" + FORM, e);
        }
    }

    @Override
    public String toString() {
        return weight == 1 ? endpoint.toString() : endpoint + " weight=" + weight;
    }
}
