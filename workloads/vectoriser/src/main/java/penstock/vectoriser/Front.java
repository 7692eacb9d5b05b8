package penstock.vectoriser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// HTTP in front of the service: routes, limits, problems as bodies, health, and an end that cuts no
/// request off.
final class Front implements AutoCloseable {
    /// Twice what the largest picture takes as base64, so that a picture that is only somewhat too
    /// large is read to its end (not kept) and its size named.
    static final int MAX_BODY = 28_000_000;

    private static final int LARGE_BODY = 1 << 20;
    private static final int MEMORY_PER_LARGE_BODY = 48 << 20;
    private static final Duration WAIT_FOR_MEMORY = Duration.ofSeconds(10);
    private static final Duration LONGEST_END = Duration.ofSeconds(25);
    private static final int BACKLOG = 256;
    private static final int QUIET_ROUNDS = 10;

    enum State {
        STARTING,
        READY,
        DRAINING
    }

    /// An operation of the service.
    private interface Operation {
        byte[] answer(InputStream body) throws Exception;
    }

    private static final class Reply {
        private final int status;
        private final String contentType;
        private final byte[] body;

        Reply(int status, String contentType, byte[] body) {
            this.status = status;
            this.contentType = contentType;
            this.body = body;
        }

        static Reply json(int status, byte[] body) {
            return new Reply(status, "application/json", body);
        }
    }

    private final HttpServer server;
    private final Settings settings;
    private final Service service;
    private final Figures figures;
    private final Instant started;
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Semaphore largeBodies =
            new Semaphore(
                    Math.clamp(Runtime.getRuntime().maxMemory() / MEMORY_PER_LARGE_BODY, 1, 64));

    Front(Settings settings, Service service, Figures figures, Instant started) throws IOException {
        this.settings = settings;
        this.service = service;
        this.figures = figures;
        this.started = started;
        figures.metrics()
                .gauge("active_connections", "Connections with a request in work.", inFlight::get);
        figures.metrics()
                .gauge(
                        "api_active_connections",
                        "Connections with a request in work.",
                        inFlight::get);
        this.server =
                HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// Makes the readiness answer 200, unless the end has begun.
    void ready() {
        state.compareAndSet(State.STARTING, State.READY);
    }

    /// Takes readiness away, goes on serving for the drain time, waits for requests in work, stops.
    @Override
    public void close() {
        state.set(State.DRAINING);
        long end = System.nanoTime() + LONGEST_END.toNanos();
        pause(settings.drain().toMillis());
        int quiet = 0;
        while (quiet < QUIET_ROUNDS && System.nanoTime() < end) {
            pause(5);
            quiet = inFlight.get() == 0 ? quiet + 1 : 0;
        }
        server.stop(0);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        long began = System.nanoTime();
        inFlight.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        int status = 500;
        try (exchange) {
            Reply reply = reply(exchange, method, path);
            status = reply.status;
            exchange.getResponseHeaders().set("Content-Type", reply.contentType);
            if (state.get() == State.DRAINING) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            if (method.equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, reply.body.length);
                exchange.getResponseBody().write(reply.body);
            }
        } finally {
            inFlight.decrementAndGet();
            var time = Duration.ofNanos(System.nanoTime() - began);
            figures.answered(methodLabel(method), endpoint(path), status, time);
        }
    }

    private Reply reply(HttpExchange exchange, String method, String path) {
        try {
            return route(exchange, method, path);
        } catch (Problem problem) {
            return problem(exchange, problem);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem(exchange, new Problem(503, "stopping", "the service stops", 1));
        } catch (Exception e) {
            // A programming error or a client that went away: the log gets the cause, the client
            // not.
            System.err.println("request failed: " + method + " " + path + ": " + e);
            return problem(exchange, new Problem(500, "internal", "the request failed inside"));
        }
    }

    private Reply problem(HttpExchange exchange, Problem problem) {
        figures.problem(problem.code());
        if (problem.retryAfterSeconds() > 0) {
            String seconds = Integer.toString(problem.retryAfterSeconds());
            exchange.getResponseHeaders().set("Retry-After", seconds);
        }
        return new Reply(problem.status(), "application/problem+json", Answers.problem(problem));
    }

    private Reply route(HttpExchange exchange, String method, String path) throws Exception {
        return switch (path) {
            case "/api/convert" -> post(exchange, method, service::convert);
            case "/api/analyze", "/api/analyse" -> post(exchange, method, service::analyse);
            case "/api/predict-quality" -> post(exchange, method, service::predict);
            case "/health" -> get(exchange, method, Reply.json(200, health()));
            case "/health/live" -> get(exchange, method, Reply.json(200, status("alive")));
            case "/health/ready", "/health/startup" -> get(exchange, method, readiness());
            case "/metrics" ->
                    get(
                            exchange,
                            method,
                            new Reply(
                                    200,
                                    "text/plain; version=0.0.4; charset=utf-8",
                                    figures.metrics().text().getBytes(StandardCharsets.UTF_8)));
            default -> throw new Problem(404, "not-found", "no such path: \"" + path + "\"");
        };
    }

    private static Reply get(HttpExchange exchange, String method, Reply reply) throws Problem {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw wrongMethod(exchange, method, "GET, HEAD");
        }
        return reply;
    }

    private static Problem wrongMethod(HttpExchange exchange, String method, String allowed) {
        exchange.getResponseHeaders().set("Allow", allowed);
        return new Problem(
                405, "method-not-allowed", "method: " + method + " (expected: " + allowed + ")");
    }

    private Reply post(HttpExchange exchange, String method, Operation operation) throws Exception {
        if (!method.equals("POST")) {
            throw wrongMethod(exchange, method, "POST");
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && !isJson(type)) {
            throw new Problem(
                    415,
                    "content-type-unsupported",
                    "Content-Type: \"" + type + "\" (expected: application/json)");
        }
        long length = length(exchange.getRequestHeaders().getFirst("Content-Length"));
        var body = new LimitedBody(exchange.getRequestBody(), MAX_BODY);
        if (length > MAX_BODY) {
            throw body.refuse();
        }
        boolean large = length > LARGE_BODY || length < 0;
        if (large && !largeBodies.tryAcquire(WAIT_FOR_MEMORY.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Problem(503, "memory-busy", "too many large pictures at the moment", 2);
        }
        try {
            byte[] answer = operation.answer(body);
            return Reply.json(200, answer);
        } catch (LimitedBody.TooLong e) {
            throw body.refuse();
        } finally {
            if (large) {
                largeBodies.release();
            }
        }
    }

    private static boolean isJson(String type) {
        String media = type.toLowerCase(Locale.ROOT);
        int semicolon = media.indexOf(';');
        return (semicolon < 0 ? media : media.substring(0, semicolon))
                .strip()
                .equals("application/json");
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? -1 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private byte[] health() {
        var uptime = Duration.between(started, Instant.now());
        return Answers.object(
                json -> {
                    json.writeStringProperty("status", "healthy");
                    json.writeStringProperty("result", "OK");
                    json.writeStringProperty("version", settings.version());
                    json.writeNumberProperty("uptime_seconds", uptime.toMillis() / 1e3);
                    json.writeStringProperty("timestamp", Instant.now().toString());
                });
    }

    private Reply readiness() {
        return switch (state.get()) {
            case READY -> Reply.json(200, status("ready"));
            case STARTING -> Reply.json(503, status("starting"));
            case DRAINING -> Reply.json(503, status("draining"));
        };
    }

    private static byte[] status(String status) {
        return Answers.object(json -> json.writeStringProperty("status", status));
    }

    private static String endpoint(String path) {
        return switch (path) {
            case "/api/convert",
                    "/api/predict-quality",
                    "/health",
                    "/health/live",
                    "/health/ready",
                    "/health/startup",
                    "/metrics" ->
                    path;
            case "/api/analyze", "/api/analyse" -> "/api/analyze";
            default -> "other";
        };
    }

    private static String methodLabel(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
            default -> "other";
        };
    }
}
