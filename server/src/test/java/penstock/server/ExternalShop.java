package penstock.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// An instance that is not Penstock's: it belongs to the test, which makes it ill as it likes. Answers users with its version.
final class ExternalShop implements AutoCloseable {
    final AtomicInteger served = new AtomicInteger();
    volatile boolean isReady = true;
    volatile boolean isFailing;
    private final String version;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    private final Optional<SSLContext> tls;

    ExternalShop(String version) {
        this(version, Optional.empty());
    }

    private ExternalShop(String version, Optional<SSLContext> tls) {
        this.version = version;
        this.tls = tls;
        this.server = listen(0);
    }

    /// One that speaks TLS by the certificate of the tests, which is for `shop.example.com` and all below `example.com`.
    static ExternalShop secure(String version) {
        return new ExternalShop(version, Optional.of(Certificates.context()));
    }

    private HttpServer listen(int port) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer made;
            if (tls.isPresent()) {
                var secure = HttpsServer.create(address, 100);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                made = secure;
            } else {
                made = HttpServer.create(address, 100);
            }
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
