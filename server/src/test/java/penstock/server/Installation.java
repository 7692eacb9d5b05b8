package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// A whole installation in a folder: server, gateway process and instances, driven as a user drives it.
final class Installation implements AutoCloseable {
    private static final String ROOT = "/api/v1/environments/production/";

    /// Another one in each process that runs tests: an instance takes a while until it listens, and meanwhile its port looks free
    /// to the other. Held until the process ends.
    private static final ServerSocket PORTS = ports();

    private static final int MOST_PORTS = 100;

    private static final List<String> FLAGS =
            List.of(
                    "--listen",
                    "127.0.0.1:0",
                    "--gateway-listen",
                    "127.0.0.1:0",
                    "--instances-first-port",
                    Integer.toString(PORTS.getLocalPort() + 1),
                    "--instances-last-port",
                    Integer.toString(PORTS.getLocalPort() + MOST_PORTS - 1));

    private final Path data;
    private final Function<Path, Running> starting;
    private final HttpClient http = HttpClient.newHttpClient();
    private Running server;

    private static ServerSocket ports() {
        for (int first = 31_000; first < 32_000; first += MOST_PORTS) {
            try {
                return new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
            } catch (IOException _) {
                // another process has these
            }
        }
        throw new AssertionError("no ports for instances are left from 31000 to 31999");
    }

    /// With the server in the process of the test.
    ///
    /// @param more flags of the server
    Installation(Path data, String... more) {
        this(
                data,
                folder -> {
                    var flags = new ArrayList<>(FLAGS);
                    flags.addAll(List.of(more));
                    flags.addAll(List.of("--data", folder.toString()));
                    var server =
                            Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags));
                    return new Running(server.url(), server::close);
                });
    }

    private Installation(Path data, Function<Path, Running> starting) {
        this.data = data;
        this.starting = starting;
        this.server = starting.apply(data);
    }

    /// With the server in a process of its own.
    static Installation separate(Path data, Consumer<SeparateServer> started) {
        return separate(data, "", started);
    }

    /// @param shell commands before each start of a server
    static Installation separate(Path data, String shell, Consumer<SeparateServer> started) {
        return new Installation(
                data,
                folder -> {
                    var server =
                            new SeparateServer(folder, shell, FLAGS.toArray(String[]::new))
                                    .awaitReady();
                    started.accept(server);
                    return new Running(server.url().toString(), server::close);
                });
    }

    private record Running(String url, Runnable stopping) {
        void close() {
            stopping.run();
        }
    }

    /// An answer of the API.
    record Answer(int status, Node body) {
        String detail() {
            return body.textAt("detail");
        }
    }

    Answer call(String method, String path, String body) {
        try {
            var token = Files.readString(data.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header(
                                    "Content-Type",
                                    path.contains("artefacts")
                                            ? "application/octet-stream"
                                            : "application/yaml")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), Text.readJson(response.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Answer apply(String name, String manifest) {
        return call("PUT", ROOT + "services/" + name, manifest);
    }

    Node upload(String content) {
        var answer = call("PUT", "/api/v1/artefacts?name=program", content);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    Answer release(String service, String body) {
        var token = ROOT + "services/" + service + "/release";
        return json(token, body);
    }

    Answer json(String path, String body) {
        try {
            var token = Files.readString(data.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), Text.readJson(response.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// An action of a service.
    Answer act(String service, String action, String body) {
        return json(ROOT + "services/" + service + "/" + action, body);
    }

    Node traffic(String service) {
        return call("GET", ROOT + "services/" + service + "/traffic", "").body();
    }

    Node service(String name) {
        return call("GET", ROOT + "services/" + name, "").body();
    }

    Answer action(String rollout, String action) {
        return json(ROOT + "rollouts/" + rollout + "/" + action, "{}");
    }

    Node rollout(String name) {
        return call("GET", ROOT + "rollouts/" + name, "").body();
    }

    /// Waits until a rollout is in a phase; fails with what it is at when it ends otherwise.
    Node awaitPhase(String rollout, String phase) {
        return await(rollout, seen -> seen.textAt("status", "phase").equals(phase));
    }

    Node await(String rollout, Predicate<Node> isThere) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        var seen = rollout(rollout);
        while (!isThere.test(seen)) {
            var phase = seen.textAt("status", "phase");
            boolean isOver =
                    List.of("completed", "rolled-back", "failed", "superseded").contains(phase);
            if (isOver || System.nanoTime() > deadline) {
                throw new AssertionError(
                        "rollout "
                                + rollout
                                + " is at "
                                + Text.writeJson(seen.at("status").orElse(seen)));
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            seen = rollout(rollout);
        }
        return seen;
    }

    /// A GET through the gateway; the whole answer as text.
    String get(String host, String path, String user, String... fields) {
        try {
            var gateway = Text.readJson(Files.readString(data.resolve("run/gateway.json")));
            try (var socket =
                    new Socket(
                            InetAddress.getLoopbackAddress(),
                            Integer.parseInt(gateway.textAt("port")))) {
                var request =
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + host
                                + "\r\nX-User: "
                                + user
                                + "\r\nConnection: close\r\n"
                                + String.join("\r\n", fields)
                                + (fields.length == 0 ? "\r\n" : "\r\n\r\n");
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Stops the server as a crash would leave things: gateway and instances go on; then starts another.
    void restartServer() {
        server.close();
        server = starting.apply(data);
    }

    @Override
    public void close() {
        server.close();
        GatewayProcesses.end(data);
        try (var instances = Files.walk(data.resolve("run/instances"), 2)) {
            instances.filter(file -> file.endsWith("instance.json")).forEach(Installation::ended);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        http.close();
    }

    private static void ended(Path description) {
        try {
            var pid = Text.readJson(Files.readString(description));
            var found = pid.at("pid").or(() -> pid.at("process", "pid")).flatMap(Node::asText);
            found.flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                    .ifPresent(
                            process -> {
                                process.destroyForcibly();
                                process.onExit().join();
                            });
        } catch (java.nio.file.NoSuchFileException _) {
            // it never started
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
