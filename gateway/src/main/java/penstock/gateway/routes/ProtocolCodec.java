package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;

/// Which instances of a route speak something else than HTTP/1.1, within a route table.
final class ProtocolCodec {

    static final Part<Route> PART =
            new Part<>(
                    "http2",
                    route -> !speakers(route).isEmpty(),
                    ProtocolCodec::write,
                    ProtocolCodec::read);

    private ProtocolCodec() {}

    /// The ids of the instances that speak HTTP/2, in the order of the versions, each once.
    private static List<String> speakers(Route route) {
        return route.versions().stream()
                .flatMap(version -> version.upstreams().stream())
                .filter(upstream -> upstream.protocol() == Protocol.HTTP_2)
                .map(Upstream::instanceId)
                .distinct()
                .toList();
    }

    private static void write(Route route, BinaryWriter out) {
        List<String> ids = speakers(route);
        out.number(ids.size());
        ids.forEach(out::text);
    }

    private static Route read(Route route, BinaryReader in) {
        List<String> ids = in.list("http2", part -> part.text("instanceId"));
        var speaking = new HashSet<>(ids);
        Route read =
                route.withUpstreams(
                        one ->
                                speaking.contains(one.instanceId())
                                        ? one.with(Protocol.HTTP_2)
                                        : one);
        if (!speakers(read).equals(ids)) {
            throw new IllegalArgumentException(
                    "http2: " + ids + " (expected: instances of the route, in its order)");
        }
        return read;
    }
}
