package penstock.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Field;
import penstock.gateway.http.HeadBuffer;
import penstock.gateway.http.RequestHead;

/// The way a request came: who the client is, and what an instance is told about it.
///
/// @param client the client's address
/// @param forwardedHost the host that the client asked for; empty when it is not known
/// @param forwardedProto the scheme in which it asked
/// @param lines what an instance is told of the way, each line with its end
/// @param peer the other end of the connection
/// @param trace what the instance is told of the request's trace; null when the client's own words pass
record Way(
        String client,
        String forwardedHost,
        String forwardedProto,
        String lines,
        Peer peer,
        @Nullable Trace trace) {

    private static final String HTTPS = "https";

    /// How many nodes of the way before are passed on. Each may be written longer than it came.
    private static final int MOST = 100;

    /// From a client itself: what it says about the way is replaced by what the gateway has seen.
    static Way direct(Peer peer, RequestHead request) {
        String authority = request.authority();
        String address = peer.address();
        String scheme = scheme(peer);
        String lines = lines(address, authority, scheme, seen(peer, authority), peer);
        return new Way(address, authority, scheme, lines, peer, null);
    }

    Way with(Trace other) {
        return new Way(client, forwardedHost, forwardedProto, lines, peer, other);
    }

    /// An empty host is not told.
    private static String lines(
            String forwardedFor, String host, String proto, String forwarded, Peer peer) {
        String certificate = peer.certificate();
        return line("X-Forwarded-For", forwardedFor)
                + (host.isEmpty() ? "" : line("X-Forwarded-Host", host))
                + line("X-Forwarded-Proto", proto)
                + line("Forwarded", forwarded)
                + (certificate.isEmpty() ? "" : line("X-Forwarded-Client-Cert", certificate));
    }

    private static String line(String name, String value) {
        return name + ": " + value + "\r\n";
    }

    private static String scheme(Peer peer) {
        return peer.isSecure() ? HTTPS : "http";
    }

    /// Whether the client spoke TLS, with the gateway or with the first proxy on the way.
    boolean isSecure() {
        return forwardedProto.regionMatches(true, 0, HTTPS, 0, HTTPS.length());
    }

    /// Through a trusted proxy: what it says is kept, and the proxy itself is added. `X-Forwarded-For` decides who the client is
    /// when both it and `Forwarded` are there, as it is the one that proxies extend; from one the other is made. A `Forwarded`
    /// that tells of another way may be the client's own, so it is made anew.
    static Way through(TrustedProxies trusted, Peer peer, RequestHead request) {
        HeadBuffer head = request.head();
        String elements = joined(head, Field.FORWARDED);
        List<String> told = ForwardedNodes.of(elements).orElse(List.of());
        List<String> listed = listed(joined(head, Field.X_FORWARDED_FOR));
        List<String> nodes =
                listed.isEmpty()
                        ? told.subList(Math.max(0, told.size() - MOST), told.size())
                        : listed;

        String before = listed.isEmpty() ? each(nodes, Way::plain) : String.join(", ", listed);
        String elementsBefore = isSameWay(told, nodes) ? elements : each(nodes, Way::element);
        String toldHost = joined(head, Field.X_FORWARDED_HOST);
        String toldProto = joined(head, Field.X_FORWARDED_PROTO);
        String host = toldHost.isEmpty() ? request.authority() : toldHost;
        String proto = toldProto.isEmpty() ? scheme(peer) : toldProto;
        String forwarded = then(elementsBefore, seen(peer, request.authority()));
        return new Way(
                trusted.client(nodes, peer.address()),
                host,
                proto,
                lines(then(before, peer.address()), host, proto, forwarded, peer),
                peer,
                null);
    }

    /// All fields of a name as if they were one (RFC 9110 section 5.3).
    private static String joined(HeadBuffer head, Field field) {
        var all = new StringJoiner(", ");
        for (int i = 0; i < head.count(); i++) {
            if (head.field(i) == field && head.valueTo(i) > head.valueFrom(i)) {
                all.add(head.value(i));
            }
        }
        return all.toString();
    }

    private static String then(String before, String last) {
        return before.isEmpty() ? last : before + ", " + last;
    }

    /// The last of a list that are not empty, at most as many as are passed on (RFC 9110 section 5.6.1).
    private static List<String> listed(String addresses) {
        List<String> fromTheRight = new ArrayList<>();
        int to = addresses.length();
        while (to > 0 && fromTheRight.size() < MOST) {
            int comma = addresses.lastIndexOf(',', to - 1);
            String node = addresses.substring(comma + 1, to).strip();
            if (!node.isEmpty()) {
                fromTheRight.add(node);
            }
            to = comma;
        }
        return fromTheRight.reversed();
    }

    private static boolean isSameWay(List<String> told, List<String> nodes) {
        return !told.isEmpty()
                && told.size() == nodes.size()
                && each(told, Way::plain).equals(each(nodes, Way::plain));
    }

    private static String each(List<String> nodes, UnaryOperator<String> form) {
        return nodes.stream().map(form).collect(Collectors.joining(", "));
    }

    private static String plain(String node) {
        return TrustedProxies.address(node)
                .map(address -> address.getHostAddress())
                .orElse("unknown");
    }

    private static String element(String node) {
        return "for=" + quoted(plain(node));
    }

    /// RFC 7239 section 6: addresses with colons are quoted.
    private static String quoted(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    private static String seen(Peer peer, String authority) {
        String node = "for=" + quoted(peer.address());
        String host = authority.isEmpty() ? "" : ";host=\"" + authority + "\"";
        return node + host + ";proto=" + scheme(peer);
    }
}
