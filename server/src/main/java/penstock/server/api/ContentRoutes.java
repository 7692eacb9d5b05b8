package penstock.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// The routes that carry bytes rather than resources: artefacts, logs, and what gateways fetch and report.
final class ContentRoutes {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9._+-]{1,200}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final int MAX_LINES = 10_000;

    private final ApiParts parts;
    private final Streams streams;
    private final Size artefactLimit;
    private final Size bodyLimit;

    private ContentRoutes(ApiParts parts, Streams streams, Size artefactLimit, Size bodyLimit) {
        this.parts = parts;
        this.streams = streams;
        this.artefactLimit = artefactLimit;
        this.bodyLimit = bodyLimit;
    }

    static void add(
            Router router, ApiParts parts, Streams streams, Size artefactLimit, Size bodyLimit) {
        var routes = new ContentRoutes(parts, streams, artefactLimit, bodyLimit);
        router.add("PUT", "/api/v1/artefacts", (request, _) -> routes.upload(request));
        router.add("GET", "/api/v1/artefacts/{digest}", routes::artefact);
        router.add("GET", "/internal/v1/routes", (request, _) -> routes.routes(request));
        router.add("POST", "/internal/v1/observations", (request, _) -> routes.observe(request));
        router.add(
                "GET", "/api/v1/environments/{environment}/services/{service}/logs", routes::logs);
    }

    private Answer upload(Request request) throws IOException {
        var artefacts =
                parts.artefacts().orElseThrow(() -> FixedRoutes.unavailable("The artefact store"));
        var query = request.query().allowing("name", "digest", "reason");
        var name = query.text("name").orElse("artefact");
        var digest = query.text("digest");
        query.check();
        if (!FILE_NAME.matcher(name).matches()) {
            throw invalid(
                    "?name",
                    "\"" + name + "\" (expected: a file name of letters, digits and . _ + -)");
        }
        digest.ifPresent(text -> checkDigest("?digest", text));
        try (var content = request.body().limited(artefactLimit, "the artefact")) {
            var stored = artefacts.put(content, digest);
            return artefact(stored, Map.of("name", Node.text(name)));
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "The artefact could not be stored: " + e.getMessage() + "."),
                    e);
        }
    }

    private Answer artefact(Request request, Map<String, String> captured) throws IOException {
        var artefacts =
                parts.artefacts().orElseThrow(() -> FixedRoutes.unavailable("The artefact store"));
        request.query().allowing().check();
        var digest = captured.getOrDefault("digest", "");
        checkDigest("digest", digest);
        var found =
                artefacts
                        .find(digest)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                new Problem.NotFound(
                                                        "The artefact " + digest, "")));
        return artefact(found, Map.of());
    }

    private static Answer artefact(Artefacts.Stored stored, Map<String, Node> more) {
        var body = new LinkedHashMap<String, Node>();
        body.put("digest", Node.text(stored.digest()));
        body.put("size", Node.number(stored.size()));
        body.putAll(more);
        return Answer.json(Node.map(body));
    }

    private static void checkDigest(String path, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw invalid(
                    path,
                    "\"" + digest + "\" (expected: sha256: and 64 lower-case hexadecimal digits)");
        }
    }

    private static ProblemException invalid(String path, String message) {
        return new ProblemException(Problem.Invalid.at("", path, message));
    }

    private Answer routes(Request request) throws IOException, InterruptedException {
        var gateway =
                parts.gateway().orElseThrow(() -> FixedRoutes.unavailable("The gateway link"));
        var query = request.query().allowing("after", "wait");
        long after = query.number("after", -1, -1, Long.MAX_VALUE);
        var wait = query.duration("wait", Duration.ZERO, MAX_WAIT);
        query.check();
        return streams.run(() -> gateway.routes(after, wait))
                .<Answer>map(Answer::bytes)
                .orElseGet(Answer::nothingNew);
    }

    private Answer observe(Request request) {
        var gateway =
                parts.gateway().orElseThrow(() -> FixedRoutes.unavailable("The gateway link"));
        request.query().allowing().check();
        gateway.report(request.body().bytes(bodyLimit));
        return Answer.nothingNew();
    }

    private Answer logs(Request request, Map<String, String> captured) {
        var logs = parts.logs().orElseThrow(() -> FixedRoutes.unavailable("The log of services"));
        var query = request.query().allowing("tail", "follow", "instance");
        int tail = (int) query.number("tail", 100, 0, MAX_LINES);
        boolean isFollowing = query.flag("follow");
        var instance = query.text("instance");
        query.check();
        var selection =
                new LogSource.Selection(
                        ResourcePaths.name(captured.getOrDefault("environment", ""), "environment"),
                        ResourcePaths.name(captured.getOrDefault("service", ""), "name"),
                        instance);
        if (!isFollowing) {
            var text = new StringBuilder();
            logs.tail(selection, tail).forEach(line -> text.append(line).append('\n'));
            return Answer.text(text.toString());
        }
        logs.tail(selection, 0);
        return new Answer.Stream(
                "text/plain;charset=utf-8",
                out ->
                        streams.run(
                                () -> {
                                    var lines = new ChunkedLines(out, request);
                                    logs.follow(selection, tail, lines);
                                    return true;
                                }));
    }

    /// Lines are sent together once the source has no more at hand.
    private static final class ChunkedLines implements LogSource.Lines {
        private static final int PENDING = 64;

        private final OutputStream out;
        private final Request request;
        private int pending;

        ChunkedLines(OutputStream out, Request request) {
            this.out = out;
            this.request = request;
        }

        @Override
        public void line(String line) throws IOException {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pending++;
            if (pending >= PENDING) {
                flush();
            }
        }

        @Override
        public void idle() throws IOException {
            flush();
            if (request.client().get() != Client.WAITS) {
                throw new IOException("the client has gone");
            }
        }

        private void flush() throws IOException {
            out.flush();
            pending = 0;
        }
    }
}
