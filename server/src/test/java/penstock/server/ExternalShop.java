package penstock.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// An instance that is not Penstock's: it belongs to the test, which makes it ill as it likes. Answers users with its version.
final class ExternalShop implements AutoCloseable {
    final AtomicInteger served = new AtomicInteger();
    volatile boolean isReady = true;
    volatile boolean isFailing;
    private final String version;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    ExternalShop(String version) {
        this.version = version;
        this.server = listen(0);
    }

    private HttpServer listen(int port) {
        try {
            var made =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            made.setExecutor(threads);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isProbe = exchange.getRequestURI().getPath().equals("/ready");
        if (!isProbe) {
            served.incrementAndGet();
        }
        int status = isProbe ? (isReady ? 200 : 503) : isFailing ? 500 : 200;
        var body = ("version " + version).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    /// Nobody listens on its port any more.
    void stop() {
        server.stop(0);
    }

    void startAgain() {
        server = listen(port());
    }

    @Override
    public void close() {
        stop();
        threads.close();
    }
}
