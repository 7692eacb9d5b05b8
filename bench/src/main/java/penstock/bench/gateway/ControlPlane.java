package penstock.bench.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import penstock.bench.rig.ServiceClient;
import penstock.gateway.routes.Domain;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;
import penstock.gateway.routes.Upstream;

/// What our gateway takes for the server: gives it one table, as during a rollout, and takes its reports.
final class ControlPlane implements AutoCloseable {
    private static final java.time.Duration WAIT = java.time.Duration.ofSeconds(20);

    private final HttpServer server;
    private final AtomicLong observed = new AtomicLong();

    private ControlPlane(HttpServer server) {
        this.server = server;
    }

    static ControlPlane start(Site site) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var plane = new ControlPlane(server);
        var table = RouteTableCodec.encode(table(site));
        server.createContext("/internal/v1/routes", exchange -> routes(exchange, table));
        server.createContext("/internal/v1/observations", plane::observations);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return plane;
    }

    /// Also over TLS. Users are told by a cookie, 5 % of them are on the candidate, and what the versions do is counted for the judge, by request and
    /// by client.
    private static RouteTable table(Site site) {
        var split =
                new Split(
                        "bench",
                        version("1.0.0", site.stable()),
                        Optional.of(version("1.1.0", site.candidate())),
                        Site.CANDIDATE_WEIGHT * 100);
        var route =
                new Route(
                        "production/shop",
                        List.of(Users.HOST),
                        "/",
                        List.of(new StickyKey.Cookie("uid"), new StickyKey.Client()),
                        split,
                        Limits.DEFAULT,
                        Rules.DEFAULT.withClientsCounted(true));
        var domain =
                new Domain(
                        "production/shop",
                        List.of(Users.HOST),
                        site.crt().toString(),
                        site.key().toString(),
                        Domain.TlsVersion.TLS_1_2,
                        Optional.empty(),
                        Domain.Secured.NO);
        return new RouteTable(0, List.of(route)).with(new Domains(List.of(domain)));
    }

    private static RouteVersion version(String id, int port) {
        return new RouteVersion(
                id, List.of(new Upstream("shop-" + id, "127.0.0.1", port)));
    }

    private static void routes(HttpExchange exchange, byte[] table) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getQuery().startsWith("after=-1&")) {
                exchange.sendResponseHeaders(200, table.length);
                exchange.getResponseBody().write(table);
            } else {
                ServiceClient.pause(WAIT);
                exchange.sendResponseHeaders(204, -1);
            }
        }
    }

    private void observations(HttpExchange exchange) throws IOException {
        try (exchange) {
            var report = GatewayReportCodec.decode(exchange.getRequestBody().readAllBytes());
            observed.addAndGet(
                    report.observations().stream().mapToLong(Observation::requests).sum());
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /// Requests that the gateway has reported so far.
    long observed() {
        return observed.get();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
