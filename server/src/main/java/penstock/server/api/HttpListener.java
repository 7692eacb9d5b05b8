package penstock.server.api;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.server.config.HostPort;
import penstock.server.config.Settings;
import penstock.server.logging.LogKeys;

/// The web server: the only class that knows Javalin, Jetty and servlets. Every request runs on its own virtual thread and
/// is handed over as a [Request]; what comes back is written here.
final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /// Connections that wait to be accepted: room for thousands of watchers that come back at once after a restart.
    private static final int ACCEPT_QUEUE = 4_096;

    /// As RFC 9110 and 9112 say; they would allow to take a bare line feed for the end of a line, on which programs differ.
    private static final HttpCompliance STRICT =
            HttpCompliance.RFC9110.without(
                    "penstock",
                    HttpCompliance.Violation.LF_HEADER_TERMINATION,
                    HttpCompliance.Violation.LF_CHUNK_TERMINATION);

    private static final int MAX_HEADERS = 32 * 1024;
    private static final int OUTPUT_BUFFER = 8 * 1024;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int MOST_REQUESTS = Integer.MAX_VALUE;

    private static final Map<String, String> SECURITY_HEADERS =
            Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "Cache-Control", "no-store",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Referrer-Policy", "no-referrer");

    private final Dispatcher dispatcher;
    private final HostPort address;
    private final AllowedHosts hosts;
    private final Javalin javalin;

    /// Requests under way take one each; all of them can only be had when nothing is under way.
    private final Semaphore underWay = new Semaphore(MOST_REQUESTS);

    HttpListener(Dispatcher dispatcher, HostPort address, Settings.Api limits) {
        this.dispatcher = dispatcher;
        this.address = address;
        this.hosts = AllowedHosts.of(address, limits.hosts());
        this.javalin =
                Javalin.create(
                        config -> {
                            config.startup.showJavalinBanner = false;
                            config.startup.showOldJavalinVersionWarning = false;
                            config.startup.startupWatcherEnabled = false;
                            config.concurrency.useVirtualThreads = true;
                            config.http.compressionStrategy = CompressionStrategy.NONE;
                            config.jetty.addConnector(
                                    (server, http) -> connector(server, http, address, limits));
                            config.jetty.modifyHttpConfiguration(
                                    http -> configure(http, limits.idleTimeout().toMillis()));
                            config.jetty.modifyServer(
                                    server -> {
                                        server.setErrorHandler(new ListenerErrors());
                                        server.setStopTimeout(0);
                                        server.setStopAtShutdown(false);
                                    });
                            config.routes.before(this::serve);
                        });
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, HostPort address, Settings.Api limits) {
        var connector =
                new ListenerConnector(
                        server,
                        new HttpConnectionFactory(http),
                        new SlowHeads(limits.idleTimeout()));
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    private static void configure(HttpConfiguration http, long idleMillis) {
        http.setHttpCompliance(STRICT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_HEADERS);
        http.setOutputBufferSize(OUTPUT_BUFFER);
        http.setIdleTimeout(idleMillis);
    }

    /// @throws ProblemException `Unavailable` when the address cannot be listened on
    void start() {
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "listen: "
                                    + address
                                    + " cannot be listened on: it is in use by another program, or not an address"
                                    + " of this machine. Choose another with --listen."),
                    e);
        }
    }

    int port() {
        return javalin.port();
    }

    /// Lets what is under way finish, for a moment, then closes every connection.
    void stop() {
        try {
            boolean isQuiet =
                    underWay.tryAcquire(
                            MOST_REQUESTS, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS);
            if (!isQuiet) {
                LOG.atWarn().log("requests cut by the stop");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    private void serve(Context context) throws IOException {
        context.skipRemainingHandlers();
        if (!underWay.tryAcquire()) {
            problem(context.res(), Streams.stopping().problem());
            return;
        }
        try {
            answer(context);
        } finally {
            underWay.release();
        }
    }

    private void answer(Context context) throws IOException {
        var response = context.res();
        SECURITY_HEADERS.forEach(response::setHeader);
        var body =
                new LazyInput(context.req()::getInputStream, context.req().getContentLengthLong());
        var request = request(context.req(), body);
        try {
            requireSoundFraming(context.req(), response);
            hosts.require(context.req().getServerName());
            write(response, dispatcher.answer(request));
            discard(context.req(), response, body);
        } catch (ProblemException e) {
            problem(response, e.problem());
            discard(context.req(), response, body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            problem(response, Streams.stopping().problem());
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("client went away");
        } catch (RuntimeException | Error e) {
            internal(request, response, e);
        }
    }

    /// A client that still sends its body when the connection is closed may never see the answer (RFC 9112 section 9.6), so for a
    /// moment what comes is thrown away, however slowly it comes. One that waits for `100 Continue` sends nothing.
    private static void discard(
            HttpServletRequest request, HttpServletResponse response, LazyInput body) {
        boolean hasMore =
                !body.isWhole()
                        && (request.getContentLengthLong() > 0
                                || request.getHeader("Transfer-Encoding") != null);
        if (!hasMore || request.getHeader("Expect") != null) {
            return;
        }
        long deadline = System.nanoTime() + LINGER.toNanos();
        var waste = new byte[8192];
        try {
            response.flushBuffer();
            while (!body.isWhole() && System.nanoTime() - deadline < 0) {
                if (body.available() == 0) {
                    LockSupport.parkNanos(LOOK.toNanos());
                } else if (body.read(waste) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("client went away");
        }
    }

    private static Request request(HttpServletRequest request, LazyInput body) {
        var path =
                Arrays.stream(request.getRequestURI().substring(1).split("/", -1))
                        .map(HttpListener::decoded)
                        .toList();
        return new Request(
                request.getMethod(),
                withoutTrailingSlash(path),
                Query.parse(Optional.ofNullable(request.getQueryString()).orElse("")),
                name -> header(request, name),
                Body.of(
                        body,
                        request.getContentLengthLong(),
                        Optional.ofNullable(request.getContentType())),
                () -> client(request));
    }

    /// Fields of the same name are one list (RFC 9110 section 5.3), so of two tokens none is valid.
    private static Optional<String> header(HttpServletRequest request, String name) {
        return Optional.of(String.join(", ", Collections.list(request.getHeaders(name))))
                .filter(value -> request.getHeader(name) != null);
    }

    /// RFC 9112 section 6.1: a proxy of HTTP/1.0 does not know chunks, so it may have taken the body for something else.
    private static void requireSoundFraming(
            HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().equals("HTTP/1.0")
                && request.getHeader("Transfer-Encoding") != null) {
            response.setHeader("Connection", "close");
            throw new ProblemException(
                    Problem.Refused.because(
                            "bad-request",
                            "Transfer-Encoding in HTTP/1.0 (expected: Content-Length, or HTTP/1.1)."));
        }
    }

    private static List<String> withoutTrailingSlash(List<String> path) {
        boolean hasOne = path.size() > 1 && path.getLast().isEmpty();
        return hasOne ? path.subList(0, path.size() - 1) : path;
    }

    /// A plus sign stands for itself in a path.
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// While a long answer is written nobody reads from the connection, so the end of the client's side goes unnoticed
    /// unless we look.
    private static Client client(HttpServletRequest request) {
        var endPoint =
                ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint();
        return ((ListenerEndPoint) endPoint).look();
    }

    private static void write(HttpServletResponse response, Answer answer)
            throws IOException, InterruptedException {
        switch (answer) {
            case Answer.Whole whole -> {
                whole.headers().forEach(response::setHeader);
                write(
                        response,
                        HttpProblems.status(whole.outcome()),
                        whole.type(),
                        whole.body().array());
            }
            case Answer.Told told -> {
                HttpProblems.headers(told.problem()).forEach(response::setHeader);
                write(
                        response,
                        HttpProblems.status(told.problem()),
                        told.type(),
                        told.body().array());
            }
            case Answer.Stream stream -> {
                response.setContentType(stream.type());
                stream.writer().write(response.getOutputStream());
            }
        }
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body)
            throws IOException {
        response.setStatus(status);
        if (body.length > 0 || !type.isEmpty()) {
            response.setContentType(type);
            response.setContentLengthLong(body.length);
            response.getOutputStream().write(body);
        }
    }

    private static void problem(HttpServletResponse response, Problem problem) throws IOException {
        HttpProblems.headers(problem).forEach(response::setHeader);
        problem(response, HttpProblems.status(problem), HttpProblems.body(problem));
    }

    /// A stream that has begun can only be cut.
    private static void problem(HttpServletResponse response, int status, Node body)
            throws IOException {
        if (!response.isCommitted()) {
            response.resetBuffer();
            var bytes = Text.writeJson(body).getBytes(StandardCharsets.UTF_8);
            write(response, status, HttpProblems.TYPE, bytes);
        }
    }

    private static void internal(Request request, HttpServletResponse response, Throwable failure)
            throws IOException {
        var reference = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.atError()
                .setCause(failure)
                .addKeyValue(LogKeys.REFERENCE, reference)
                .addKeyValue(LogKeys.METHOD, request.method())
                .addKeyValue(LogKeys.PATH, "/" + String.join("/", request.path()))
                .log("request failed");
        problem(response, HttpProblems.internalStatus(), HttpProblems.internal(reference));
    }
}
