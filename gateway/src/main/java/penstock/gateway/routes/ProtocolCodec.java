package penstock.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        Route read = withHttp2(route, speaking);
        if (!speakers(read).equals(ids)) {
            throw new IllegalArgumentException(
                    "http2: " + ids + " (expected: instances of the route, in its order)");
        }
        return read;
    }

    private static Route withHttp2(Route route, Set<String> ids) {
        Split split = route.split();
        Rules rules = route.rules();
        Pin pin = rules.pin();
        Split changed =
                new Split(
                                split.salt(),
                                version(split.stable(), ids),
                                split.candidate().map(one -> version(one, ids)),
                                split.candidateBasisPoints())
                        .with(split.baseline().map(one -> version(one, ids)));
        Optional<RouteVersion> pinned = pin.version().map(one -> version(one, ids));
        return new Route(
                route.id(),
                route.hosts(),
                route.pathPrefix(),
                route.stickBy(),
                changed,
                route.limits(),
                rules.with(new Pin(pin.by(), pinned)),
                route.isByEntriesOnly());
    }

    private static RouteVersion version(RouteVersion version, Set<String> ids) {
        return new RouteVersion(
                version.id(),
                version.upstreams().stream()
                        .map(
                                one ->
                                        ids.contains(one.instanceId())
                                                ? one.with(Protocol.HTTP_2)
                                                : one)
                        .toList(),
                version.health());
    }
}
