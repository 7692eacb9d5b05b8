package penstock.server.api;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import penstock.kernel.Registration;
import penstock.server.config.HostPort;
import penstock.server.config.Settings;

/// The HTTP API of the control plane.
public final class HttpApi implements AutoCloseable {
    private static final Set<String> TAKEN =
            Set.of(
                    "kinds",
                    "version",
                    "openapi.json",
                    "problems",
                    "audit",
                    "artefacts",
                    "rules",
                    "evidence");

    private final HttpListener listener;
    private final Streams streams;
    private final String url;

    private HttpApi(HttpListener listener, Streams streams, String host) {
        this.listener = listener;
        this.streams = streams;
        // A listener that is stopped has no port any more.
        this.url = "http://" + new HostPort(host, listener.port());
    }

    /// Starts to listen.
    ///
    /// @throws penstock.model.ProblemException `Unavailable` when the address cannot be listened on
    public static HttpApi start(HostPort address, Settings.Api limits, ApiParts parts) {
        checkPlurals(parts.resources().registrations());
        var streams = new Streams(limits.maxStreams());
        var router = new Router();
        FixedRoutes.add(router, parts);
        ContentRoutes.add(router, parts, streams, limits.artefactLimit(), limits.manifestLimit());
        EvidenceRoutes.add(router, parts, streams);
        PrometheusRoutes.add(router, parts, limits.manifestLimit());
        RuleRoutes.add(router, parts, limits.manifestLimit());
        ReceiveRoutes.add(router, parts);
        var watches = new WatchRoutes(parts.resources(), streams, limits.heartbeat());
        var resources = new ResourceRoutes(parts.resources(), watches, limits.manifestLimit());
        var authentication = new Authentication(parts.administratorToken(), parts.gatewayToken());
        var dispatcher = new Dispatcher(authentication, router, resources);
        var listener = new HttpListener(dispatcher, address, limits);
        listener.start();
        return new HttpApi(listener, streams, address.host());
    }

    private static void checkPlurals(List<Registration<?, ?>> registrations) {
        var seen = new HashSet<>(TAKEN);
        for (var registration : registrations) {
            var plural = registration.kind().plural();
            if (!seen.add(plural)) {
                throw new IllegalStateException(
                        "plural: " + plural + " (expected: one that no other route has)");
            }
        }
    }

    /// Where it listens, or did, such as `http://127.0.0.1:7070`.
    public String url() {
        return url;
    }

    /// How many watches, followed logs and waiting gateways there are.
    public int openStreams() {
        return streams.open();
    }

    /// Ends long answers, lets short ones finish, and stops listening.
    @Override
    public void close() {
        streams.stop();
        listener.stop();
    }
}
