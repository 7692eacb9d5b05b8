package penstock.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.GatewayReportCodec;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;

/// The control plane's side of the protocol, as small as it can be, able to fail on demand.
final class FakeControlPlane implements AutoCloseable {

    static final String CREDENTIAL = "local-credential";

    final BlockingQueue<GatewayReport> reports = new LinkedBlockingQueue<>();
    private final Semaphore attempts = new Semaphore(0);
    private final HttpServer server;
    private final Map<String, Long> lastSequences = new HashMap<>();
    private @Nullable RouteTable table;
    private boolean isLosingAcknowledgements;
    private boolean isOut;

    FakeControlPlane() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/internal/v1/routes", this::routes);
        server.createContext("/internal/v1/observations", this::observations);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void publish(RouteTable next) {
        table = next;
        notifyAll();
    }

    /// From now on takes reports but answers 503, as if the acknowledgement was lost.
    synchronized void loseAcknowledgements(boolean lose) {
        isLosingAcknowledgements = lose;
    }

    /// From now on answers 503 and takes nothing.
    synchronized void out(boolean out) {
        isOut = out;
    }

    /// Waits until the reports so far add up to the given number of requests and returns the sum of a figure.
    long sumOnceRequestsAre(long requests, ToLongFunction<Observation> figure)
            throws InterruptedException {
        long seen = 0;
        long sum = 0;
        while (seen < requests) {
            GatewayReport report = reports.poll(60, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("no report came; requests so far: " + seen);
            }
            seen += report.observations().stream().mapToLong(Observation::requests).sum();
            sum += report.observations().stream().mapToLong(figure).sum();
        }
        return sum;
    }

    /// Waits until the reports so far add up to the given number of requests and returns what they tell.
    List<Observation> observationsOnceRequestsAre(long requests) throws InterruptedException {
        List<Observation> seen = new ArrayList<>();
        while (seen.stream().mapToLong(Observation::requests).sum() < requests) {
            GatewayReport report = reports.poll(60, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("no report came; so far: " + seen);
            }
            seen.addAll(report.observations());
        }
        return seen;
    }

    /// Waits for the next attempt to report, whatever becomes of it.
    void awaitCall() throws InterruptedException {
        attempts.drainPermits();
        if (!attempts.tryAcquire(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no attempt to report");
        }
    }

    private void routes(HttpExchange exchange) throws IOException {
        long after =
                Long.parseLong(
                        exchange.getRequestURI()
                                .getQuery()
                                .replaceAll(".*after=(-?[0-9]+).*", "$1"));
        boolean waits = !exchange.getRequestURI().getQuery().endsWith("wait=0s");
        byte[] body = isAllowed(exchange) ? newer(after, waits) : null;
        answer(exchange, body == null ? (isOutNow() ? 503 : 204) : 200, body);
    }

    private synchronized boolean isOutNow() {
        return isOut;
    }

    private synchronized byte @Nullable [] newer(long after, boolean waits) {
        try {
            for (int i = 0; i < 20 && !isOut; i++) {
                RouteTable current = table;
                if (current != null && current.version() > after) {
                    return RouteTableCodec.encode(current);
                }
                if (!waits) {
                    return null;
                }
                wait(100);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private void observations(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        attempts.release();
        answer(exchange, isAllowed(exchange) ? take(GatewayReportCodec.decode(body)) : 401, null);
    }

    private synchronized int take(GatewayReport report) {
        if (isOut) {
            return 503;
        }
        long last = lastSequences.getOrDefault(report.gatewayId(), 0L);
        if (report.sequence() != last) {
            if (report.sequence() != last + 1) {
                throw new IllegalStateException("sequence " + report.sequence() + " after " + last);
            }
            lastSequences.put(report.gatewayId(), report.sequence());
            reports.add(report);
        }
        return isLosingAcknowledgements ? 503 : 204;
    }

    private static boolean isAllowed(HttpExchange exchange) {
        return ("Bearer " + CREDENTIAL)
                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static void answer(HttpExchange exchange, int status, byte @Nullable [] body)
            throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
