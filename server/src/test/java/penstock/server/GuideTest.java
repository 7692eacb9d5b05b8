package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.Service;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// The examples of the guide, as they stand there.
final class GuideTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("penstock query '([^']+)'");

    @TempDir private Path folder;

    private static Path guides() {
        var at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no mvnw above the working directory");
        }
        return at.resolve("docs/guides");
    }

    static String text(String guide) throws IOException {
        return Files.readString(guides().resolve(guide));
    }

    static Node example(String guide, String name) throws IOException {
        var blocks = YAML.matcher(text(guide));
        while (blocks.find()) {
            for (var manifest : Text.readYaml(blocks.group(1), guide)) {
                if (manifest.textAt("metadata", "name").equals(name)) {
                    return manifest;
                }
            }
        }
        throw new AssertionError(guide + " has no example " + name);
    }

    @Test
    void thePlanThatJudgesByAFigureOfItsOwnIsOne() throws IOException {
        var spec = example("own-figures.md", "vectoriser").at("spec").orElseThrow();

        var service = Decoder.decode(Service.Spec.class, spec, "service/vectoriser", "spec");

        assertThat(Text.writeJson(Encoder.encode(service)))
                .contains("\"name\":\"conversion_quality_score\"");
    }

    @Test
    void theQueriesOfTheGuideHaveAnswers() throws IOException {
        var queries = new ArrayList<String>();
        var commands = QUERY.matcher(Files.readString(guides().resolve("metrics.md")));
        while (commands.find()) {
            queries.add(commands.group(1));
        }
        try (var installation = new Installation(folder.resolve("data"))) {
            installation.apply("docs", Text.writeYaml(example("traffic.md", "docs")));
            installation.release("docs", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-1", "completed");

            assertThat(queries).hasSizeGreaterThan(4);
            queries.forEach(query -> awaitSeries(installation, query));
        }
    }

    private static void awaitSeries(Installation installation, String query) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            docs(installation);
            var answer = query(installation, query);
            assertThat(answer.status()).as(query).isEqualTo(200);
            if (!answer.body().at("data", "result").orElseThrow().asList().isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no series for " + query);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static Installation.Answer query(Installation installation, String query) {
        return installation.call(
                "GET",
                "/prometheus/api/v1/query?query="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8),
                "");
    }

    @Test
    void everyRequestThroughTheGatewayIsInTheMetrics() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            installation.apply("docs", Text.writeYaml(example("traffic.md", "docs")));
            installation.release("docs", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-1", "completed");
            long answered = 0;
            while (answered < 20) {
                answered += docs(installation).contains("Penstock-Version: 1.0.0") ? 1 : 0;
            }

            long expected = answered;
            var labels = "{environment=\"production\",service=\"docs\",version=\"1.0.0\"}";
            Shop.until(
                    () ->
                            number(installation, "sum(http_requests_total" + labels + ")")
                                    == expected);
            var durations = "http_request_duration_seconds" + labels;
            assertThat(number(installation, "histogram_count(" + durations + ")"))
                    .isEqualTo(expected);
            var increase = "sum(increase(http_requests_total" + labels + "[1h])) > 0";
            awaitSeries(installation, increase);
        }
    }

    /// Of the only sample; -1 while there is none.
    static long number(Installation installation, String query) {
        var result = query(installation, query).body().at("data", "result").orElseThrow().asList();
        return result.isEmpty()
                ? -1
                : (long)
                        Double.parseDouble(
                                result.getFirst()
                                        .at("value")
                                        .orElseThrow()
                                        .asList()
                                        .get(1)
                                        .asText()
                                        .orElseThrow());
    }

    private static boolean has(String program) {
        for (var directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aStaticFileServerIsAService() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            assertThat(
                            installation
                                    .apply("files", Text.writeYaml(example("services.md", "files")))
                                    .status())
                    .isEqualTo(201);
            assertThat(installation.release("files", "{\"version\": \"1.0.0\"}").status())
                    .isEqualTo(200);

            installation.awaitPhase("files-1", "completed");

            assertThat(installation.get("files.localhost", "/", "ann"))
                    .startsWith("HTTP/1.1 200")
                    .contains("Penstock-Version: 1.0.0");
        }
    }

    @Test
    void aProgramInAnotherLanguageIsAService() throws IOException {
        if (!has("perl")) {
            assertThat(System.getenv("CI")).as("CI has perl").isNull();
            System.out.println("GuideTest: no perl on this machine, so its example was not run");
            return;
        }
        try (var installation = new Installation(folder.resolve("data"))) {
            var artefact = installation.upload(Files.readString(guides().resolve("hello.pl")));
            assertThat(
                            installation
                                    .apply("hello", Text.writeYaml(example("services.md", "hello")))
                                    .status())
                    .isEqualTo(201);
            var order = Node.map(Map.of("version", Node.text("1.0.0"), "artefact", artefact));
            assertThat(installation.release("hello", Text.writeJson(order)).status())
                    .isEqualTo(200);

            installation.awaitPhase("hello-1", "completed");

            assertThat(installation.get("hello.localhost", "/", "ann"))
                    .contains("hello from 1.0.0");
        }
    }

    @Test
    void theRulesOfARouteAreAsTheGuideSays() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            var manifest = Text.writeYaml(example("traffic.md", "docs"));
            assertThat(installation.apply("docs", manifest).status()).isEqualTo(201);
            installation.release("docs", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-1", "completed");

            installation.release("docs", "{\"version\": \"1.1.0\"}");
            installation.awaitPhase("docs-2", "paused");

            assertThat(docs(installation)).contains("Penstock-Version: 1.0.0");
            assertThat(docs(installation, "X-Penstock-Try: candidate"))
                    .contains("Penstock-Version: 1.1.0");

            awaitTraffic(installation);

            installation.action("docs-2", "resume");
            installation.awaitPhase("docs-2", "completed");

            assertThat(docs(installation))
                    .contains("Penstock-Version: 1.1.0", "Set-Cookie: penstock-version=1.1.0;");
            awaitGateway(installation, "Penstock-Version: 1.0.0", "Cookie: penstock-version=1.0.0");

            installation.act("docs", "rollback", "{}");
            installation.awaitPhase("docs-3", "completed");

            assertThat(docs(installation, "Cookie: penstock-version=1.1.0"))
                    .contains("Penstock-Version: 1.0.0");
        }
    }

    @Test
    void theLoadOfTheGuideIsSpreadAndLimited() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            var manifest = Text.writeYaml(example("balancing.md", "spread"));
            assertThat(installation.apply("spread", manifest).status()).isEqualTo(201);
            installation.release("spread", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("spread-1", "completed");

            for (int i = 0; i < 20; i++) {
                assertThat(installation.get("spread.localhost", "/", "ann" + i))
                        .startsWith("HTTP/1.1 200");
            }

            assertThat(Text.writeJson(installation.traffic("spread"))).contains("\"ejected\":[]");
            Shop.until(() -> number(installation, "gateway_load_limit{service=\"spread\"}") >= 100);
        }
    }

    @Test
    void limitsAndTheAccessLogAreAsTheGuidesSay() throws IOException {
        var log = accessLog();
        var data = folder.resolve("data");
        try (var installation = new Installation(data, log.toArray(String[]::new))) {
            installation.apply("docs", Text.writeYaml(example("traffic.md", "docs")));
            installation.release("docs", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-1", "completed");
            var limits = "/api/v1/environments/production/ratelimits/";
            for (var name : List.of("docs-per-client", "docs-plans")) {
                var manifest = Text.writeYaml(example("limits.md", name));
                assertThat(installation.call("PUT", limits + name, manifest).status())
                        .isEqualTo(201);
            }

            awaitGateway(installation, "\"docs-plans-default\";q=60;w=60");
            var refused = docs(installation);
            while (refused.startsWith("HTTP/1.1 200")) {
                // five at once, and one more each second
                refused = docs(installation);
            }

            assertThat(refused)
                    .startsWith("HTTP/1.1 429")
                    .contains("rate_limited", "Retry-After: 1\r\n", "\"docs-per-client\";r=0;");
            var sum =
                    "sum(http_ratelimit_requests_total{ratelimit=\"docs-per-client\",result=\"limited\"})";
            Shop.until(() -> number(installation, sum) >= 1);
            Shop.until(
                    () ->
                            lines(data.resolve("logs/access.log")).stream()
                                    .anyMatch(
                                            line -> line.contains("\"problem\":\"rate_limited\"")));
            var wrong = "spec: {services: [docz], limit: 60 a minute}";
            var answer = installation.call("PUT", limits + "wrong", wrong);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(Text.writeJson(answer.body())).contains("60 per 1m");
        }
    }

    /// The flags that say the same as the example of the guide.
    private List<String> accessLog() throws IOException {
        var blocks = YAML.matcher(Files.readString(guides().resolve("access-log.md")));
        assertThat(blocks.find()).isTrue();
        var file = Files.writeString(folder.resolve("penstock.yaml"), blocks.group(1));
        var flags =
                List.of(
                        "--gateway-access-log-file=logs/access.log",
                        "--gateway-access-log-sample=100%",
                        "--gateway-access-log-always=errors,slow",
                        "--gateway-access-log-slow=500ms",
                        "--gateway-access-log-headers=referer",
                        "--gateway-tracing-on",
                        "--gateway-tracing-sample=1%",
                        "--metrics-every=1s");
        assertThat(SettingsReader.read(Optional.of(file), Map.of(), List.of()).gateway())
                .isEqualTo(SettingsReader.read(Optional.empty(), Map.of(), flags).gateway());
        return flags;
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String docs(Installation installation, String... fields) {
        return installation.get("docs.localhost", "/", "ann", fields);
    }

    /// The share of shadows is 10 %, so ten requests of users make one.
    private static void awaitTraffic(Installation installation) {
        for (int i = 0; i < 10; i++) {
            docs(installation);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            var seen = Text.writeJson(installation.traffic("docs"));
            if (seen.contains("tester") && seen.contains("shadow")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no shadow and tester in " + seen);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void answersAreKeptAsTheGuideSays() throws IOException {
        try (var installation = new Installation(folder.resolve("data"), "--metrics-every=1s")) {
            installation.apply("docs-kept", Text.writeYaml(example("cache.md", "docs-kept")));
            installation.release("docs-kept", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-kept-1", "completed");

            Shop.until(() -> kept(installation, "/").contains("Cache-Status: penstock; hit;"));
            Shop.until(() -> kept(installation, "/lib/").contains("Cache-Status: penstock; hit;"));
            assertThat(kept(installation, "/")).contains("Age: ", "Penstock-Version: 1.0.0");

            installation.act("docs-kept", "purge", "{\"path\": \"/lib\"}");
            Shop.until(() -> kept(installation, "/lib/").contains("; fwd=uri-miss; stored"));
            assertThat(kept(installation, "/")).contains("penstock; hit;");
            installation.act("docs-kept", "purge", "{}");
            Shop.until(() -> kept(installation, "/").contains("; fwd=uri-miss; stored"));
            Shop.until(
                    () ->
                            number(
                                            installation,
                                            "sum(http_cache_requests_total{service=\"docs-kept\",result=\"hit\"})")
                                    >= 4);
            var services = "/api/v1/environments/production/services/";
            var wrong = installation.call("POST", services + "docs-kept/purge", "{path: lib}");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(Text.writeJson(wrong.body())).contains("how the paths begin");
        }
    }

    private static String kept(Installation installation, String path) {
        return installation.get("docs-kept.localhost", path, "ann");
    }

    @Test
    void requestsGoByTheRulesOfARoute() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            var route = "/api/v1/environments/production/routes/shop";
            installation.apply("pages", Text.writeYaml(example("routes.md", "pages")));
            var manifest = Text.writeYaml(example("routes.md", "shop"));
            assertThat(installation.call("PUT", route, manifest).status()).isEqualTo(201);
            installation.release("pages", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("pages-1", "completed");

            Shop.until(() -> shop(installation, "/pages").startsWith("HTTP/1.1 200"));
            assertThat(shop(installation, "/pages/lib/")).startsWith("HTTP/1.1 200");
            assertThat(shop(installation, "/pages?page=front", "X-Try: yes"))
                    .contains("X-Tried: true", "Penstock-Version: 1.0.0");
            assertThat(shop(installation, "/pages", "Origin: https://a.example.com"))
                    .contains("Access-Control-Allow-Origin: https://a.example.com");
            assertThat(shop(installation, "/old/x"))
                    .contains("Location: http://shop.localhost/pages/x");
            assertThat(shop(installation, "/nowhere")).startsWith("HTTP/1.1 500");
            assertThat(shop(installation, "/")).startsWith("HTTP/1.1 404");
            Shop.until(
                    () ->
                            Text.writeJson(installation.call("GET", route, "").body())
                                    .contains("\"accepted\":\"yes\",\"resolved\":\"no\""));
            assertThat(Text.writeJson(installation.call("GET", route, "").body()))
                    .contains("service/nobody, service/pages-next (expected:");

            var again = "/api/v1/environments/production/routes/again";
            var same = manifest.replaceFirst("name: \"?shop\"?", "name: again");
            assertThat(installation.call("PUT", again, same).status()).isEqualTo(201);
            Shop.until(
                    () ->
                            Text.writeJson(installation.call("GET", again, "").body())
                                    .contains(
                                            "rules[0].matches[0] for shop.localhost is taken by route production/shop#0"));
            assertThat(Text.writeJson(installation.call("GET", route, "").body()))
                    .contains("\"conflicts\":\"\"");

            assertThat(installation.call("DELETE", route, "").status()).isLessThan(300);
            Shop.until(
                    () ->
                            Text.writeJson(installation.call("GET", again, "").body())
                                    .contains("\"conflicts\":\"\""));
            assertThat(installation.call("DELETE", again, "").status()).isLessThan(300);
            Shop.until(() -> shop(installation, "/pages").startsWith("HTTP/1.1 404"));
        }
    }

    private static String shop(Installation installation, String path, String... fields) {
        return installation.get("shop.localhost", path, "ann", fields);
    }

    @Test
    void aServiceIsClosedUntilSomebodyOpensItWhateverIsRestarted() throws IOException {
        try (var installation = new Installation(folder.resolve("data"))) {
            var manifest = Text.writeYaml(example("traffic.md", "docs"));
            installation.apply("docs", manifest);
            installation.release("docs", "{\"version\": \"1.0.0\"}");
            installation.awaitPhase("docs-1", "completed");

            assertThat(installation.act("docs", "close", "{}").status()).isEqualTo(200);
            awaitGateway(installation, "HTTP/1.1 503");
            assertThat(docs(installation)).contains("Retry-After: 300", "<h1>Back soon</h1>");
            assertThat(installation.get("docs.localhost", "/lib", "ann"))
                    .startsWith("HTTP/1.1 ")
                    .doesNotStartWith("HTTP/1.1 503");

            installation.restartServer();
            installation.apply("docs", manifest);
            assertThat(docs(installation)).startsWith("HTTP/1.1 503");
            assertThat(Text.writeJson(installation.service("docs")))
                    .contains("\"type\":\"Closed\"", "\"reason\":\"Maintenance\"");

            assertThat(installation.act("docs", "open", "{}").status()).isEqualTo(200);
            awaitGateway(installation, "HTTP/1.1 200");
            assertThat(installation.act("docs", "open", "{}").detail())
                    .isEqualTo("service/docs is not closed.");

            installation.act("docs", "close", "{\"mode\": \"pause\"}");
            var waiting = oneThatWaits(installation);
            installation.act("docs", "open", "{}");

            assertThat(waiting.join()).startsWith("HTTP/1.1 200");
        }
    }

    /// Asks until the gateway has heard of the pause and an answer does not come.
    private static CompletableFuture<String> oneThatWaits(Installation installation) {
        while (true) {
            var answer = CompletableFuture.supplyAsync(() -> docs(installation));
            try {
                assertThat(answer.get(1, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200");
            } catch (TimeoutException _) {
                return answer;
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Waits until the gateway serves the table that the server has published.
    private static void awaitGateway(Installation installation, String text, String... fields) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        var answer = docs(installation, fields);
        while (!answer.contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + text + " in " + answer);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            answer = docs(installation, fields);
        }
    }
}
