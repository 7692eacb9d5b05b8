package penstock.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import penstock.model.DurationText;
import penstock.model.Share;

/// The smallest service that can be bad: answers at once, or with an error, or late, as its environment says.
///
/// `PORT` is where it listens; `UPSTREAM_ERRORS` the share of requests that fail (`5%`); `UPSTREAM_LATENCY` what is added
/// to which share of them (`10%:800ms`).
public final class Upstream {
    private static final byte[] BODY = "ok\n".getBytes(StandardCharsets.UTF_8);

    private final double errors;
    private final double lateShare;
    private final long lateMillis;

    private Upstream(Map<String, String> environment) {
        errors = share(environment.getOrDefault("UPSTREAM_ERRORS", "0%"));
        var late = environment.getOrDefault("UPSTREAM_LATENCY", "0%:0ms");
        int colon = late.indexOf(':');
        lateShare = share(late.substring(0, colon));
        lateMillis = DurationText.parse(late.substring(colon + 1)).toMillis();
    }

    private static double share(String text) {
        return Share.parse(text).fraction();
    }

    public static void main(String[] arguments) throws IOException {
        var environment = System.getenv();
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var upstream = new Upstream(environment);
        int port = Integer.parseInt(environment.getOrDefault("PORT", "0"));
        var server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/health", exchange -> answer(exchange, 200));
        server.createContext("/", upstream::serve);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
    }

    private void serve(HttpExchange exchange) throws IOException {
        var random = ThreadLocalRandom.current();
        if (lateMillis > 0 && random.nextDouble() < lateShare) {
            try {
                TimeUnit.MILLISECONDS.sleep(lateMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        answer(exchange, random.nextDouble() < errors ? 500 : 200);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, BODY.length);
            exchange.getResponseBody().write(BODY);
        }
    }
}
