package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.telemetry.Meaning;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.ParserOptions;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.config.SettingsReader;

/// The rules and dashboards in `deploy`: that Penstock and Prometheus take them, and that they ask for metrics that there are.
final class DeployTest {
    /// Whose notation of histograms promtool learnt after the version that is asked here.
    private static final Set<String> NOT_FOR_PROMTOOL = Set.of("services-latency.test.yml");

    /// What scraping and rules write themselves.
    private static final Set<String> WRITTEN_BY_THE_SERVER =
            Set.of("up", "ALERTS", "ALERTS_FOR_STATE");

    private static final Pattern TOLD =
            Pattern.compile("\\.(?:counter|counted|gauge|histogram)\\(\\s*\"([a-z_:]+)\"");
    private static final Pattern VALUES_OF = Pattern.compile("label_values\\((.*), *[a-z_]+\\)");

    @TempDir private Path folder;

    private static Path repository() {
        return Built.document("..").normalize();
    }

    private static List<Path> files(String place, String pattern) throws IOException {
        try (var found =
                Files.newDirectoryStream(repository().resolve("deploy").resolve(place), pattern)) {
            var files = new ArrayList<Path>();
            found.forEach(files::add);
            files.sort(null);
            assertThat(files).isNotEmpty();
            return files;
        }
    }

    private static List<Path> rules() throws IOException {
        return files("prometheus/rules", "*.yaml");
    }

    private static String ran(Path data, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PENSTOCK_DATA", data.toString());
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static List<String> command(List<String> before, List<Path> files) {
        var command = new ArrayList<>(before);
        files.forEach(file -> command.add(file.toString()));
        return command;
    }

    @Test
    void penstockTakesTheRulesAndTheirTestsPass() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var penstock =
                List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "penstock.cli.Main",
                        "rules",
                        "test");
        var tests = files("prometheus/rules", "*.test.yml");
        var flags =
                List.of(
                        "--data",
                        folder.toString(),
                        "--listen",
                        "127.0.0.1:0",
                        "--gateway-run",
                        "false",
                        "--metrics-rules",
                        repository() + "/deploy/prometheus/rules/*.yaml,rules/*.yaml");
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/guide.yaml"), ofTheGuide());
        try (var server = Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags))) {
            var tested = ran(folder, command(penstock, tests));

            assertThat(tested.lines().filter("  SUCCESS"::equals)).hasSameSizeAs(tests);
            assertThat(inForce(server))
                    .contains("HighErrorRate", "high_error_ratio", "NoRequests")
                    .doesNotContain("\"err\"");
        }
    }

    private String inForce(Server server) throws IOException {
        var token = Files.readString(folder.resolve("keys/admin.token")).strip();
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + "/prometheus/api/v1/rules"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The rules that `docs/guides/metrics.md` shows.
    private static String ofTheGuide() throws IOException {
        var guide = Files.readString(Built.document("guides/metrics.md"));
        var block = Pattern.compile("```yaml\n(groups:.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void promtoolTakesTheRulesAndTheirTestsPass() throws IOException {
        if (!isThere("promtool")) {
            if (System.getenv("CI") != null) {
                throw new AssertionError(
                        "promtool is missing (expected in CI: package prometheus)");
            }
            System.err.println("not tested: promtool takes our rules (package prometheus)");
            return;
        }
        var tests =
                files("prometheus/rules", "*.test.yml").stream()
                        .filter(file -> !NOT_FOR_PROMTOOL.contains(file.getFileName().toString()))
                        .toList();

        var checked = ran(folder, command(List.of("promtool", "check", "rules"), rules()));
        var tested = ran(folder, command(List.of("promtool", "test", "rules"), tests));

        assertThat(checked.lines().filter(line -> line.contains("SUCCESS: ")))
                .hasSameSizeAs(rules());
        assertThat(tested.lines().filter("  SUCCESS"::equals)).hasSameSizeAs(tests);
    }

    private static boolean isThere(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    @Test
    void everyRuleHasATest() throws IOException {
        var tested = new StringBuilder();
        for (var file : files("prometheus/rules", "*.test.yml")) {
            tested.append(Files.readString(file));
        }
        for (var file : rules()) {
            for (var alert : texts(Text.readYaml(Files.readString(file), "").getFirst(), "alert")) {
                assertThat(tested.toString()).contains("alertname: " + alert + "\n");
            }
        }
    }

    @Test
    void rulesAndDashboardsAskForMetricsThatThereAre() throws IOException {
        var known = new TreeSet<>(WRITTEN_BY_THE_SERVER);
        Meaning.ALL.forEach(meaning -> known.add(meaning.name()));
        addVectoriser(known);
        var asked = new TreeSet<String>();
        for (var file : rules()) {
            var tree = Text.readYaml(Files.readString(file), "").getFirst();
            known.addAll(texts(tree, "record"));
            texts(tree, "expr")
                    .forEach(expr -> names(Parser.parse(expr, ParserOptions.STABLE), asked));
        }
        int queries = 0;
        for (var file : files("grafana", "*.json")) {
            var tree = Text.readJson(Files.readString(file));
            for (var expr : texts(tree, "expr")) {
                names(parsed(expr), asked);
                queries++;
            }
            for (var definition : texts(tree, "definition")) {
                var values = VALUES_OF.matcher(definition);
                assertThat(values.matches()).as(definition).isTrue();
                names(parsed(values.group(1)), asked);
            }
        }

        assertThat(queries).isGreaterThan(50);
        assertThat(asked).contains("http_requests_total", "conversions_total", "ALERTS");
        assertThat(asked.stream().filter(name -> !isKnown(name, known)))
                .as("metrics that nobody tells")
                .isEmpty();
    }

    private static Expr parsed(String query) {
        return Parser.parse(
                query.replace("$__rate_interval", "5m").replace("$__range", "1h"),
                ParserOptions.STABLE);
    }

    private static boolean isKnown(String name, Set<String> known) {
        return known.contains(name)
                || known.contains(name.replaceFirst("_(bucket|sum|count)$", ""));
    }

    /// What the vectoriser's sources register.
    private static void addVectoriser(Set<String> known) throws IOException {
        int before = known.size();
        var sources =
                repository().resolve("workloads/vectoriser/src/main/java/penstock/vectoriser");
        try (var files = Files.newDirectoryStream(sources, "*.java")) {
            for (var file : files) {
                var told = TOLD.matcher(Files.readString(file));
                while (told.find()) {
                    known.add(told.group(1));
                }
            }
        }
        assertThat(known.size() - before).isGreaterThan(15);
    }

    private static void names(Expr expr, Set<String> into) {
        if (expr instanceof Expr.VectorSelector selector) {
            selector.matchers().stream()
                    .filter(matcher -> matcher.name().equals(Labels.NAME))
                    .map(Matcher::value)
                    .forEach(into::add);
        }
        expr.children().forEach(child -> names(child, into));
    }

    /// All texts under a key, wherever it is.
    private static List<String> texts(Node node, String key) {
        var found = new ArrayList<String>();
        switch (node) {
            case Node.Scalar _ -> {}
            case Node.Sequence sequence ->
                    sequence.items().forEach(item -> found.addAll(texts(item, key)));
            case Node.Mapping map ->
                    map.entries()
                            .forEach(
                                    (name, value) -> {
                                        if (name.equals(key)) {
                                            value.asText().ifPresent(found::add);
                                        }
                                        found.addAll(texts(value, key));
                                    });
        }
        return found;
    }
}
