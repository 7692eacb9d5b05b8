package penstock.gateway.proxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.gateway.routes.AddressRange;

/// The proxies in front of the gateway whose word about the way of a request counts. Everybody else could say anything.
public record TrustedProxies(List<AddressRange> ranges) {

    /// Nobody.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /// Reads ranges separated by commas; an `IllegalArgumentException` names every mistake.
    public static TrustedProxies parse(String text) {
        List<AddressRange> ranges = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        for (String one : text.isBlank() ? new String[0] : text.split(",", -1)) {
            try {
                ranges.add(AddressRange.parse(one.strip()));
            } catch (IllegalArgumentException wrong) {
                mistakes.add(wrong.getMessage());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes));
        }
        return new TrustedProxies(ranges);
    }

    /// Whether the other side of a connection is one of them.
    boolean trusts(String peer) {
        if (ranges.isEmpty()) {
            return false;
        }
        int zone = peer.indexOf('%');
        return AddressRange.literal(zone < 0 ? peer : peer.substring(0, zone))
                .filter(this::trusts)
                .isPresent();
    }

    public boolean trusts(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /// The last, from the right, that is none of them: everything to the left of it is what it says of itself. What is no
    /// address ends the search, as nobody vouches for what stands before it. When all are trusted it is the first.
    ///
    /// @param nodes the way as it was told, the client first
    /// @param peer the trusted proxy that told it
    String client(List<String> nodes, String peer) {
        String client = peer;
        for (String node : nodes.reversed()) {
            Optional<InetAddress> address = address(node);
            if (address.isEmpty()) {
                return client;
            }
            client = address.get().getHostAddress();
            if (!trusts(address.get())) {
                return client;
            }
        }
        return client;
    }

    /// The address of a node: `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
    static Optional<InetAddress> address(String node) {
        int bracket = node.indexOf(']');
        if (node.startsWith("[") && bracket > 0) {
            String port = node.substring(bracket + 1);
            return AddressRange.literal(node.substring(1, bracket))
                    .filter(address -> port.isEmpty() || isPort(port));
        }
        int colon = node.indexOf(':');
        boolean hasPort = colon >= 0 && colon == node.lastIndexOf(':');
        if (!hasPort) {
            return AddressRange.literal(node);
        }
        return AddressRange.literal(node.substring(0, colon))
                .filter(address -> isPort(node.substring(colon)));
    }

    private static boolean isPort(String text) {
        return text.startsWith(":") && AddressRange.isDigits(text, 1, text.length(), 5);
    }
}
