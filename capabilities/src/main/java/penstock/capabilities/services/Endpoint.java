package penstock.capabilities.services;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import penstock.model.AsText;

/// Where something listens, as text `10.0.0.5:8080` or `[fd00::5]:8080`.
///
/// @param host a literal IP address in its usual form, IPv6 without brackets; names are looked up before
/// @param port 1 to 65,535
@AsText
public record Endpoint(String host, int port) implements Comparable<Endpoint> {
    public static final String LOOPBACK = "127.0.0.1";

    public Endpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        host = literal(host);
    }

    public static Endpoint parse(String text) {
        var stripped = text.strip();
        int colon = stripped.lastIndexOf(':');
        var host = stripped.substring(0, Math.max(0, colon));
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        try {
            if (host.contains(":") != isBracketed) {
                throw new IllegalArgumentException("brackets");
            }
            return new Endpoint(
                    isBracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(stripped.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an address such as 10.0.0.2:53 or [fd00::2]:53)",
                    e);
        }
    }

    public static Endpoint onLoopback(int port) {
        return new Endpoint(LOOPBACK, port);
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /// As a part of a name: `10-0-0-5-8080`. Different for different endpoints.
    public String slug() {
        return (host + "-" + port).replace('.', '-').replace(':', '-');
    }

    /// As in a URL.
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static String literal(String text) {
        boolean isVersion6 = text.contains(":");
        try {
            if (!isVersion6 && !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
                throw new IllegalArgumentException("not four numbers");
            }
            var address = InetAddress.ofLiteral(text);
            if (address.isAnyLocalAddress() || address.isMulticastAddress() || text.contains("%")) {
                throw new IllegalArgumentException("not the address of one machine");
            }
            return address.getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "host: \""
                            + text
                            + "\" (expected: the IP address of one machine such as 10.0.0.5 or fd00::5)",
                    e);
        }
    }

    @Override
    public int compareTo(Endpoint other) {
        int order = host.compareTo(other.host);
        return order != 0 ? order : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return authority();
    }
}
