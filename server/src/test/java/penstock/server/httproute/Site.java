package penstock.server.httproute;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.routing.route.Route;
import penstock.capabilities.routing.route.RouteWords;
import penstock.capabilities.services.Service;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.Loops;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRoom;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Engine;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;
import penstock.gateway.routes.Upstream;
import penstock.kernel.Admission;
import penstock.model.Kind;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.ResourceCodec;
import penstock.model.Stamp;
import penstock.model.Text;
import penstock.model.kubernetes.HttpRoutes;

/// A gateway with real sockets in front of tiny services, whose table is made from manifests of HTTPRoutes as it is in a server.
final class Site implements AutoCloseable {
    /// Of the service that has no instance.
    private static final String EMPTY = "empty";

    private static final Name ENVIRONMENT = new Name("production");

    final Map<String, TinyService> services = new LinkedHashMap<>();
    private final Engine engine = new Engine(System::nanoTime, ClientRules.DEFAULT);
    private final Loops loops =
            new Loops(
                    engine,
                    Transport.parse(Transport.AUTO),
                    1,
                    "site",
                    new ClientRoom(100, 1 << 20));
    private final InetSocketAddress address;
    private Socket client;
    private long version;

    Site() throws IOException {
        for (var name : List.of("one", "two", "three")) {
            services.put(name, new TinyService(name));
        }
        address =
                loops.listen(
                        ListenerSource.bind(
                                new ListenAddress(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        false)));
        client = connected(address);
    }

    /// Serves these routes and nothing else.
    void serve(List<Node> manifests) {
        var routes = new ArrayList<penstock.gateway.routes.Route>();
        services.values()
                .forEach(
                        service ->
                                routes.add(
                                        route(
                                                service.name,
                                                List.of(
                                                        new Upstream(
                                                                service.name,
                                                                "127.0.0.1",
                                                                service.port())))));
        routes.add(route(EMPTY, List.of()));
        var entries = new ArrayList<Entry>();
        for (var manifest : manifests) {
            entries.addAll(RouteWords.entries(read(manifest), new Known()));
        }
        engine.apply(new RouteTable(version++, routes).with(new Entries(entries, Map.of())));
    }

    private static penstock.gateway.routes.Route route(String name, List<Upstream> upstreams) {
        return new penstock.gateway.routes.Route(
                        ENVIRONMENT + "/" + name,
                        List.of(),
                        "/",
                        List.of(new StickyKey.Header("X-User")),
                        Split.all(new RouteVersion(name + "-1", upstreams)),
                        Limits.DEFAULT)
                .byEntriesOnly();
    }

    private static Resource<Route.Spec, Route.Status> read(Node manifest) {
        var read = ResourceCodec.fromManifest(Route.KIND, HttpRoutes.read(manifest).manifest());
        var created =
                manifest.at("metadata", "creationTimestamp")
                        .flatMap(Node::asText)
                        .map(Instant::parse)
                        .orElse(Instant.EPOCH);
        var metadata =
                new Metadata(
                        read.name(),
                        Optional.of(ENVIRONMENT),
                        Map.of(),
                        Map.of(),
                        1,
                        1,
                        Optional.of(new Stamp("test", created)),
                        Optional.empty());
        return new Resource<>(Route.KIND, metadata, read.spec(), read.status());
    }

    /// The services there are, as they are stored.
    private final class Known implements Admission.Lookup {
        @Override
        public <A extends Record, B extends Record> Optional<Resource<A, B>> find(
                Kind<A, B> kind, Ref ref) {
            boolean isKnown =
                    kind.equals(Service.KIND)
                            && (services.containsKey(ref.name().value())
                                    || ref.name().value().equals(EMPTY));
            return isKnown ? Optional.of(service(kind, ref)) : Optional.empty();
        }

        private static <A extends Record, B extends Record> Resource<A, B> service(
                Kind<A, B> kind, Ref ref) {
            var text =
                    """
                    apiVersion: penstock/v1
                    kind: Service
                    metadata: { name: NAME, environment: production }
                    spec:
                      run: { process: { command: [x] } }
                      route: { byRoutesOnly: true, stickBy: ["header:X-User"] }
                    """;
            var named = text.replace("NAME", ref.name().value());
            return ResourceCodec.fromManifest(kind, Text.readYaml(named, "test").getFirst());
        }

        @Override
        public <A extends Record, B extends Record> List<Resource<A, B>> list(
                Kind<A, B> kind, Optional<Name> environment) {
            return List.of();
        }
    }

    /// What comes back: status, head and body.
    record Answer(int status, String head, String body) {
        /// The values of a field.
        List<String> values(String name) {
            return Site.values(head, name);
        }
    }

    static List<String> values(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /// Sends a head over the one connection and reads the answer; opens another when the last answer has closed it.
    Answer ask(String head) throws IOException {
        if (client.isClosed()) {
            client = connected(address);
        }
        client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        var in = client.getInputStream();
        var answered = TinyService.head(in);
        int status = Integer.parseInt(answered.substring(9, 12));
        boolean hasBody = !head.startsWith("HEAD ") && status != 204;
        int length = hasBody ? Integer.parseInt(values(answered, "Content-Length").getFirst()) : 0;
        var body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        if (values(answered, "Connection").contains("close")) {
            client.close();
        }
        return new Answer(status, answered, body);
    }

    private static Socket connected(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(60_000);
        socket.connect(address);
        return socket;
    }

    @Override
    public void close() throws IOException {
        client.close();
        loops.close();
        engine.close();
        for (var service : services.values()) {
            service.close();
        }
    }
}
