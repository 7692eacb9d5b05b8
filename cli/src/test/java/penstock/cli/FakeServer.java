package penstock.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import penstock.model.Node;
import penstock.model.Text;

/// The HTTP API with resources in memory, and a data directory that points at it. A spec with `broken: true` is refused
/// with two violations; answers to certain requests can be scripted.
final class FakeServer implements AutoCloseable {
    private static final String KINDS =
            """
            [{"name":"Service","plural":"services","noun":"service","scope":"environment","summary":"s",
              "columns":[{"title":"Version","path":"status.version"},{"title":"Ready","path":"status.ready"}],"actions":[]},
             {"name":"Rollout","plural":"rollouts","noun":"rollout","scope":"environment","summary":"r",
              "columns":[{"title":"Phase","path":"status.phase"},{"title":"Weight","path":"status.weight"}],"actions":[]},
             {"name":"Route","plural":"routes","noun":"route","scope":"environment","summary":"w",
              "columns":[],"actions":[]},
             {"name":"Profile","plural":"profiles","noun":"profile","scope":"installation","summary":"p",
              "columns":[],"actions":[]}]
            """;

    private record Scripted(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Node> resources = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Deque<Scripted>> script = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private long revision = 10;

    FakeServer(Path data) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        Files.createDirectories(data.resolve("run"));
        Files.createDirectories(data.resolve("keys"));
        var self = ProcessHandle.current();
        Files.writeString(
                data.resolve("run/server.json"),
                "{\"pid\":"
                        + self.pid()
                        + ",\"startTime\":\""
                        + self.info().startInstant().orElseThrow()
                        + "\",\"url\":\"http://127.0.0.1:"
                        + server.getAddress().getPort()
                        + "\"}");
        Files.writeString(data.resolve("keys/admin.token"), "secret\n");
    }

    /// The next answer to a request such as `GET /api/v1/audit`; the last one scripted stays.
    FakeServer answer(String request, int status, String body) {
        script.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Scripted(status, body));
        return this;
    }

    void store(String path, String yaml) {
        resources.put(path, Text.readYaml(yaml, "test").getFirst());
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().toString();
            var reason = exchange.getRequestHeaders().getFirst("Penstock-Reason");
            requests.add(
                    exchange.getRequestMethod()
                            + " "
                            + path
                            + (reason == null ? "" : " reason=" + reason)
                            + (body.isEmpty() ? "" : " " + body));
            var isKnown =
                    "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            var answer =
                    isKnown
                            ? answer(exchange.getRequestMethod(), path, body)
                            : problem(401, "unauthenticated", "Send a valid token.");
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Scripted answer(String method, String uri, String body) {
        var scripted = script.get(method + " " + uri);
        if (scripted != null) {
            return scripted.size() > 1 ? scripted.removeFirst() : scripted.getFirst();
        }
        var path = uri.replaceAll("\\?.*", "");
        boolean isTrial = uri.contains("dryRun=true");
        return switch (method) {
            case "GET" -> path.equals("/api/v1/kinds") ? new Scripted(200, KINDS) : get(path);
            case "PUT" ->
                    path.equals("/api/v1/artefacts")
                            ? new Scripted(
                                    200,
                                    "{\"digest\":\"sha256:abc\",\"size\":"
                                            + body.length()
                                            + ",\"name\":\"a\"}")
                            : put(path, Text.readJson(body), isTrial);
            case "DELETE" -> resources.remove(path) == null ? missing(path) : new Scripted(204, "");
            default -> new Scripted(200, "{}");
        };
    }

    private Scripted get(String path) {
        var found = resources.get(path);
        if (found != null) {
            return new Scripted(200, Text.writeJson(found));
        }
        if (!path.matches(".*/(services|rollouts|profiles)")) {
            return missing(path);
        }
        var items =
                resources.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(path + "/"))
                        .map(Map.Entry::getValue)
                        .toList();
        var list =
                Map.of(
                        "items",
                        Node.list(items),
                        "revision",
                        Node.number(revision),
                        "next",
                        Node.text(""));
        return new Scripted(200, Text.writeJson(Node.map(list)));
    }

    private Scripted put(String path, Node manifest, boolean isTrial) {
        var name = manifest.textAt("metadata", "name");
        if (manifest.textAt("spec", "broken").equals("true")) {
            return new Scripted(
                    400,
                    """
                    {"code":"invalid","detail":"service/%s spec.a: wrong\\nservice/%s spec.b: missing (required)",
                     "violations":[{"path":"spec.a","message":"wrong"},{"path":"spec.b","message":"missing (required)"}]}
                    """
                            .formatted(name, name));
        }
        var before = resources.get(path);
        boolean isSame =
                before != null
                        && before.at("spec")
                                .map(Node::plain)
                                .equals(manifest.at("spec").map(Node::plain));
        var generation =
                before == null
                        ? 1
                        : Long.parseLong(before.textAt("metadata", "generation"))
                                + (isSame ? 0 : 1);
        var metadata =
                manifest.at("metadata").orElseThrow().with("generation", Node.number(generation));
        var stored = manifest.with("metadata", metadata.with("revision", Node.number(++revision)));
        if (!isTrial) {
            resources.put(path, stored);
        }
        return new Scripted(before == null ? 201 : 200, Text.writeJson(stored));
    }

    private static Scripted missing(String path) {
        return problem(404, "not-found", path + " does not exist.");
    }

    private static Scripted problem(int status, String code, String detail) {
        return new Scripted(status, "{\"code\":\"" + code + "\",\"detail\":\"" + detail + "\"}");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
