package penstock.cli.api;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;

/// Calls the HTTP API of a server. Every failure is an [ApiException] with lines for the user.
public final class Api implements AutoCloseable {
    /// Time limit of one ordinary call; streams and uploads have none.
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final URI base;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    public Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    public URI base() {
        return base;
    }

    public Kinds kinds() {
        return Kinds.of(get(Wire.KINDS));
    }

    /// What keeps the server from taking changes, a sentence each; empty when nothing does.
    public List<String> missing() {
        return ready("missing");
    }

    /// What does not work though the server takes changes, a sentence each.
    public List<String> impaired() {
        return ready("impaired");
    }

    private List<String> ready(String list) {
        var response = send(request(Wire.READY).GET().build(), BodyHandlers.ofString());
        return parse(response.body()).at(list).map(Node::asList).orElse(List.of()).stream()
                .flatMap(sentence -> sentence.asText().stream())
                .toList();
    }

    public Node get(String path) {
        return call("GET", path, BodyPublishers.noBody(), Map.of());
    }

    /// The resource, or nothing when it does not exist.
    public Optional<Node> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Sends fields as a form: a question that may be long.
    public Node ask(String path, Map<String, String> fields) {
        var request =
                request(path)
                        .timeout(LIMIT)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(Wire.form(fields)));
        return read(send(request.build(), BodyHandlers.ofInputStream()));
    }

    public Node put(String path, Node manifest, Map<String, String> fields) {
        return call("PUT", path, json(manifest), fields);
    }

    public Node post(String path, Node body, String reason) {
        return call("POST", path, json(body), reason(reason));
    }

    /// Has the server do work that may take minutes; how long at most is up to the server.
    public Node work(String path, Node body) {
        var request = request(path).POST(json(body)).header("Content-Type", "application/json");
        return read(send(request.build(), BodyHandlers.ofInputStream()));
    }

    public void delete(String path, String reason) {
        call("DELETE", path, BodyPublishers.noBody(), reason(reason));
    }

    public static Map<String, String> reason(String reason) {
        return reason.isEmpty() ? Map.of() : Map.of(Wire.REASON, reason);
    }

    /// Uploads a file to the artefact store; answers its digest, size and name.
    public Node upload(Path file, String name) {
        try {
            var request =
                    request(Wire.artefact(name))
                            .header("Content-Type", "application/octet-stream")
                            .PUT(BodyPublishers.ofFile(file))
                            .build();
            return read(send(request, BodyHandlers.ofInputStream()));
        } catch (FileNotFoundException e) {
            throw ApiException.usage(file + " does not exist.");
        }
    }

    /// Sends a file to be worked on; answers what came of it.
    public Node send(String path, Path file) {
        try {
            var request =
                    request(path)
                            .header("Content-Type", "application/octet-stream")
                            .POST(BodyPublishers.ofFile(file))
                            .build();
            return read(send(request, BodyHandlers.ofInputStream()));
        } catch (FileNotFoundException e) {
            throw ApiException.usage(file + " does not exist.");
        }
    }

    /// Passes each line of a long answer to the listener until it says no or the answer ends.
    public void lines(String path, Predicate<String> listener) {
        var response = send(request(path).GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            read(response);
        }
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var line = reader.readLine();
            while (line != null && listener.test(line)) {
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw away(e);
        }
    }

    /// Passes each change of a collection from a revision on to the listener until it says no or the stream ends.
    public void watch(String collection, String revision, Predicate<WatchEvent> listener) {
        var parser = new WatchParser();
        lines(
                Wire.watch(collection, revision),
                line -> parser.line(line).map(listener::test).orElse(true));
    }

    private Node call(String method, String path, BodyPublisher body, Map<String, String> fields) {
        var request = request(path).timeout(LIMIT).method(method, body);
        request.header("Content-Type", "application/json");
        fields.forEach(request::header);
        return read(send(request.build(), BodyHandlers.ofInputStream()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token);
    }

    private static BodyPublisher json(Node body) {
        return BodyPublishers.ofString(Text.writeJson(body), StandardCharsets.UTF_8);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted while waiting for the server.");
        }
    }

    private ApiException away(IOException e) {
        var cause = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
        return ApiException.away(
                "The server at "
                        + base
                        + " does not answer"
                        + cause
                        + ". Start it with: penstock up");
    }

    private Node read(HttpResponse<InputStream> response) {
        String text;
        try (var body = response.body()) {
            text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw away(e);
        }
        var node = parse(text);
        if (response.statusCode() >= 400) {
            throw ApiException.of(response.statusCode(), node);
        }
        return node;
    }

    private static Node parse(String text) {
        try {
            return text.isBlank() ? Node.map(Map.of()) : Text.readJson(text);
        } catch (ProblemException e) {
            return Node.map(Map.of("detail", Node.text(text.strip())));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
