package penstock.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import penstock.capabilities.rollout.Evidences;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Access;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.metrics.rules.RuleFile;
import penstock.metrics.rules.RuleSettings;
import penstock.model.Node;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.model.Text;
import penstock.server.config.HostPort;
import penstock.server.config.Settings;
import penstock.server.prometheus.PrometheusApi;
import penstock.server.receive.Receiver;
import penstock.server.rules.RuleSetup;
import penstock.server.rules.RuleWork;

/// A real API over a real store in a folder, on a free port, with a client.
final class TestApi implements AutoCloseable {
    static final String TOKEN = "administrator-token-administrator-token";
    static final String GATEWAY_TOKEN = "gateway-token-gateway-token-gateway-token";
    static final Settings.Api LIMITS =
            new Settings.Api(
                    Size.parse("64Ki"),
                    Size.parse("128Ki"),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    200,
                    List.of());

    final SqliteStore store;
    final ResourceService resources;
    final FakeGateway gateway = new FakeGateway();
    final FakeLogs logs = new FakeLogs();
    final List<String> missing = new CopyOnWriteArrayList<>();
    final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final HttpApi api;

    private TestApi(
            SqliteStore store,
            Path evidence,
            Settings.Api limits,
            Optional<PrometheusApi> prometheus,
            Optional<RuleWork> rules,
            Optional<Receiver> receiver) {
        this.store = store;
        this.resources =
                new ResourceService(
                        store,
                        Access.administratorOnly(),
                        InstantSource.system(),
                        List.of(Sample.capability()));
        this.api =
                HttpApi.start(
                        new HostPort("127.0.0.1", 0),
                        limits,
                        new ApiParts(
                                resources,
                                store::verifyAudit,
                                () -> List.copyOf(missing),
                                Optional.of(new FakeArtefacts()),
                                Optional.of(gateway),
                                Optional.of(logs),
                                Optional.of(new Evidences(evidence)),
                                new ApiParts.Metrics(prometheus, rules, receiver),
                                TOKEN,
                                GATEWAY_TOKEN,
                                "1.2.3"));
    }

    static TestApi start(Path folder) {
        return start(folder, LIMITS, SqliteSettings.defaults());
    }

    static TestApi start(Path folder, Settings.Api limits, SqliteSettings settings) {
        return new TestApi(
                SqliteStore.open(
                        folder.resolve("store.db"), folder, InstantSource.system(), settings),
                folder.resolve("evidence"),
                limits,
                Optional.empty(),
                Optional.of(new RuleWork(Optional::empty, rules(folder))),
                Optional.empty());
    }

    /// With Prometheus' API.
    static TestApi start(Path folder, PrometheusApi prometheus) {
        return new TestApi(
                store(folder),
                folder,
                LIMITS,
                Optional.of(prometheus),
                Optional.empty(),
                Optional.empty());
    }

    /// With the work with rules.
    static TestApi start(Path folder, RuleWork rules) {
        return new TestApi(
                store(folder),
                folder,
                LIMITS,
                Optional.empty(),
                Optional.of(rules),
                Optional.empty());
    }

    /// With Prometheus' API and what takes metrics.
    static TestApi start(Path folder, PrometheusApi prometheus, Receiver receiver) {
        return new TestApi(
                store(folder),
                folder,
                LIMITS,
                Optional.of(prometheus),
                Optional.empty(),
                Optional.of(receiver));
    }

    static RuleSetup rules(Path folder) {
        return new RuleSetup(
                EngineOptions.DEFAULT,
                RuleSettings.DEFAULT,
                new RuleFile.Options(ParserOptions.STABLE, 60_000),
                1000,
                folder,
                List.of());
    }

    private static SqliteStore store(Path folder) {
        return SqliteStore.open(
                folder.resolve("store.db"),
                folder,
                InstantSource.system(),
                SqliteSettings.defaults());
    }

    String url() {
        return api.url();
    }

    int port() {
        return URI.create(url()).getPort();
    }

    int openStreams() {
        return api.openStreams();
    }

    /// What came back.
    record Reply(int status, java.net.http.HttpHeaders headers, String text) {
        Node json() {
            return Text.readJson(text);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String code() {
            return json().textAt("code");
        }

        String detail() {
            return json().textAt("detail");
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN);
    }

    Reply send(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), BodyHandlers.ofInputStream());
    }

    Reply get(String path) {
        return send(request(path).GET().build());
    }

    Reply put(String path, String yaml, String... headers) {
        return send("PUT", path, yaml, headers);
    }

    Reply send(String method, String path, String body, String... headers) {
        var request =
                request(path)
                        .header("Content-Type", "application/yaml")
                        .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /// Creates a gadget and returns its revision.
    long gadget(String name, int size) {
        var reply =
                put(
                        "/api/v1/environments/production/gadgets/" + name,
                        "spec: {size: " + size + "}");
        if (reply.status() > 201) {
            throw new IllegalStateException(reply.text());
        }
        return Long.parseLong(reply.json().textAt("metadata", "revision"));
    }

    @Override
    public void close() {
        api.close();
        store.close();
        client.shutdownNow();
    }

    /// Keeps artefacts in memory.
    private static final class FakeArtefacts implements Artefacts {
        private final Map<String, Stored> stored = new ConcurrentHashMap<>();

        @Override
        public Stored put(InputStream content, Optional<String> expectedDigest) throws IOException {
            var bytes = new ByteArrayOutputStream();
            content.transferTo(bytes);
            var digest = "sha256:" + HexFormat.of().formatHex(sha256(bytes.toByteArray()));
            if (!expectedDigest.orElse(digest).equals(digest)) {
                throw new ProblemException(
                        Problem.Invalid.at("artefact", "digest", digest + " (expected: another)"));
            }
            return stored.computeIfAbsent(digest, key -> new Stored(key, bytes.size()));
        }

        @Override
        public Optional<Stored> find(String digest) {
            return Optional.ofNullable(stored.get(digest));
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Hands out what the test offers.
    static final class FakeGateway implements GatewayLink {
        final LinkedBlockingQueue<byte[]> tables = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<byte[]> reports = new LinkedBlockingQueue<>();
        final List<Long> asked = new CopyOnWriteArrayList<>();

        @Override
        public Optional<byte[]> routes(long after, Duration wait) throws InterruptedException {
            asked.add(after);
            return Optional.ofNullable(
                    tables.poll(wait.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS));
        }

        @Override
        public void report(byte[] body) {
            reports.add(body);
        }
    }

    /// Lines the test writes.
    static final class FakeLogs implements LogSource {
        final List<String> past = new CopyOnWriteArrayList<>();
        final LinkedBlockingQueue<String> coming = new LinkedBlockingQueue<>();
        final List<Selection> selections = new CopyOnWriteArrayList<>();

        @Override
        public List<String> tail(Selection selection, int lines) {
            if (selection.service().value().equals("missing")) {
                throw new ProblemException(new Problem.NotFound("production/Service/missing", ""));
            }
            selections.add(selection);
            return past.subList(Math.max(0, past.size() - lines), past.size());
        }

        @Override
        public void follow(Selection selection, int lines, Lines to)
                throws IOException, InterruptedException {
            for (var line : tail(selection, lines)) {
                to.line(line);
            }
            while (true) {
                var line = coming.poll(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                if (line == null) {
                    to.idle();
                } else {
                    to.line(line);
                }
            }
        }
    }
}
