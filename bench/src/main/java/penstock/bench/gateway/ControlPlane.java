package penstock.bench.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import penstock.bench.rig.ServiceClient;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;

/// What our gateway takes for the server: gives it one table, as during a rollout, and takes its reports.
final class ControlPlane implements AutoCloseable {
    private static final java.time.Duration WAIT = java.time.Duration.ofSeconds(20);

    private final HttpServer server;
    private final AtomicLong observed = new AtomicLong();

    private ControlPlane(HttpServer server) {
        this.server = server;
    }

    static ControlPlane start(RouteTable table) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var plane = new ControlPlane(server);
        var encoded = RouteTableCodec.encode(table);
        server.createContext("/internal/v1/routes", exchange -> routes(exchange, encoded));
        server.createContext("/internal/v1/observations", plane::observations);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return plane;
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
