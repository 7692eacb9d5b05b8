package penstock.capabilities.services;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import penstock.model.AsText;

/// Where instances are that somebody else runs, as an operator writes it: `10.0.0.5:8080`, `[fd00::5]:8080`, a name whose
/// addresses are looked up (`shop.internal:8080`), or a name whose SRV records say addresses, ports and weights
/// (`srv:_http._tcp.shop.internal`). With `weight=3` behind a space each of them gets more than others.
///
/// @param host a literal IP address in its usual form, or a name in lower case without a dot at its end
/// @param port 0 when SRV records say it
/// @param weight of each of its instances beside the version's others, 1 to 1,000
@AsText
public record Address(String host, int port, int weight) {
    private static final int MAX_WEIGHT = 1_000;
    private static final int MAX_NAME = 253;
    private static final String SERVICE = "srv:";
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z_][a-z0-9_-]{0,62}");
    private static final String FORM =
            " (expected: an address or name with a port such as 10.0.0.5:8080, [fd00::5]:8080 or shop.internal:8080,"
                    + " or srv:_http._tcp.shop.internal; behind it weight=2, from 1 to 1000, if it is to get more)";

    public Address {
        boolean isLiteral = port > 0 && isLiteral(host);
        if (!isLiteral && !(NAME.matcher(host).matches() && host.length() <= MAX_NAME)) {
            throw new IllegalArgumentException("host: \"" + host + "\" (expected: a name)");
        }
        host = isLiteral ? new Endpoint(host, port).host() : host;
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight: " + weight + " (expected: 1 to " + MAX_WEIGHT + ")");
        }
    }

    public static Address parse(String text) {
        var parts = text.strip().split("\\s+weight=", 2);
        try {
            int weight = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
            if (parts[0].startsWith(SERVICE)) {
                return new Address(name(parts[0].substring(SERVICE.length())), 0, weight);
            }
            int colon = parts[0].lastIndexOf(':');
            var host = parts[0].substring(0, Math.max(0, colon));
            int port = Integer.parseInt(parts[0].substring(colon + 1));
            boolean isBracketed = host.startsWith("[") && host.endsWith("]");
            if (host.contains(":") != isBracketed || port == 0) {
                throw new IllegalArgumentException("brackets or port");
            }
            var plain = isBracketed ? host.substring(1, host.length() - 1) : name(host);
            return new Address(plain, port, weight);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\"" + FORM, e);
        }
    }

    private static String name(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean isLiteral(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }

    /// Present unless it has to be looked up.
    public Optional<Endpoint> endpoint() {
        return port > 0 && isLiteral(host)
                ? Optional.of(new Endpoint(host, port))
                : Optional.empty();
    }

    /// Whether SRV records say where.
    public boolean isService() {
        return port == 0;
    }

    @Override
    public String toString() {
        var place =
                isService()
                        ? SERVICE + host
                        : endpoint().map(Endpoint::toString).orElse(host + ":" + port);
        return weight == 1 ? place : place + " weight=" + weight;
    }
}
