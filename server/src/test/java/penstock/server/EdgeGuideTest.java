package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// The guides of what the gateway does itself with requests and answers.
final class EdgeGuideTest {
    private static final String PLACE = "/api/v1/environments/production/";

    @TempDir private Path folder;

    @Test
    void answersAreCompressedAddressesDeniedAndSizesLimitedAsTheGuidesSay() throws IOException {
        var data = folder.resolve("data");
        var flags =
                List.of(
                        "--gateway-access-log-file=logs/access.log",
                        "--gateway-access-log-sample=100%",
                        "--metrics-every=1s");
        try (var installation = new Installation(data, flags.toArray(String[]::new))) {
            compression(installation, data.resolve("logs/access.log"));
            addresses(installation);
            addressesOfDomainsAndRules(installation);
            sizes(installation);
        }
    }

    private void addresses(Installation installation) throws IOException {
        var manifest = Text.writeYaml(GuideTest.example("addresses.md", "inside"));
        installation.apply("inside", manifest);
        installation.release("inside", "{\"version\": \"1.0.0\"}");
        installation.awaitPhase("inside-1", "completed");
        assertThat(installation.get("inside.localhost", "/", "ann")).startsWith("HTTP/1.1 200");

        installation.apply("inside", manifest.replace("127.0.0.0/8", "192.0.2.0/24"));

        Shop.until(
                () ->
                        installation
                                .get("inside.localhost", "/", "ann")
                                .contains("\"code\":\"address_denied\""));
        var sum = "sum(http_access_requests_total{service=\"inside\",result=\"denied\"})";
        Shop.until(() -> GuideTest.number(installation, sum) >= 1);
        var wrong = manifest.replace("10.0.0.0/8", "10.0.0.1/8").replace("inside", "wrong");
        var answer =
                installation.call("PUT", "/api/v1/environments/production/services/wrong", wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Text.writeJson(answer.body())).contains("allow[0]", "10.0.0.0/8");
    }

    private void addressesOfDomainsAndRules(Installation installation) throws IOException {
        installation.apply("inside", Text.writeYaml(GuideTest.example("addresses.md", "inside")));
        var domain = Text.writeYaml(GuideTest.example("addresses.md", "inside-hosts"));
        var rule = Text.writeYaml(GuideTest.example("addresses.md", "inside-admin"));
        put(installation, "domains/inside-hosts", domain);
        put(installation, "routes/inside-admin", rule);
        Shop.until(() -> admin(installation, "/bin/").startsWith("HTTP/1.1 200"));
        assertThat(admin(installation, "/")).startsWith("HTTP/1.1 404");

        put(installation, "routes/inside-admin", rule.replace("127.0.0.1", "192.0.2.1"));
        Shop.until(() -> admin(installation, "/bin/").contains("route production/inside-admin#0"));
        put(installation, "domains/inside-hosts", domain.replace("127.0.0.0/8", "192.0.2.0/24"));
        Shop.until(() -> admin(installation, "/").contains("host admin.inside.localhost"));

        for (var labels : List.of("domain=\"inside-hosts\"", "route=\"inside-admin\",rule=\"0\"")) {
            var sum = "sum(http_access_requests_total{" + labels + ",result=\"denied\"})";
            Shop.until(() -> GuideTest.number(installation, sum) >= 1);
        }
        var wrong = domain.replace("10.0.0.0/8", "10.0.0.1/8").replace("inside-hosts", "wrong");
        var answer = installation.call("PUT", PLACE + "domains/wrong", wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Text.writeJson(answer.body())).contains("spec.access", "allow[0]");
    }

    private static void put(Installation installation, String place, String manifest) {
        assertThat(installation.call("PUT", PLACE + place, manifest).status()).isIn(200, 201);
    }

    private static String admin(Installation installation, String path) {
        return installation.get("admin.inside.localhost", path, "ann");
    }

    private void sizes(Installation installation) throws IOException {
        installation.apply("library", Text.writeYaml(GuideTest.example("limits.md", "library")));
        installation.release("library", "{\"version\": \"1.0.0\"}");
        installation.awaitPhase("library-1", "completed");
        var large = largeFile();
        var url = "/?" + "x".repeat(1_022);
        assertThat(ask(installation, url)).startsWith("HTTP/1.1 200");
        assertThat(ask(installation, url + "x"))
                .startsWith("HTTP/1.1 414")
                .contains("uri_too_long");
        assertThat(ask(installation, "/", "X-Large: " + "x".repeat(8_192)))
                .startsWith("HTTP/1.1 431")
                .contains("headers_too_large");
        assertThat(ask(installation, large))
                .startsWith("HTTP/1.1 502")
                .contains("answer_too_large");

        for (var reason : List.of("url", "head", "answer-body")) {
            var sum = "sum(http_oversize_total{service=\"library\",reason=\"" + reason + "\"})";
            Shop.until(() -> GuideTest.number(installation, sum) == 1);
        }

        var rule = Text.writeYaml(GuideTest.example("limits.md", "library-large"));
        put(installation, "routes/library-large", rule);

        Shop.until(() -> ask(installation, large).startsWith("HTTP/1.1 200"));
        assertThat(ask(installation, "/bin/" + "x".repeat(256))).startsWith("HTTP/1.1 414");
        var wrong = rule.replace("256", "16").replace("library-large", "wrong");
        var answer = installation.call("PUT", PLACE + "routes/wrong", wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Text.writeJson(answer.body()))
                .contains("rules[0].sizes", "maxUrl: 16 (expected: 64 to 8Ki)");
    }

    private static String ask(Installation installation, String path, String... fields) {
        return installation.get("library.localhost", path, "ann", fields);
    }

    /// One that is larger than answers may be.
    private static String largeFile() throws IOException {
        try (var files = Files.list(Path.of("/usr/bin"))) {
            return files.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .filter(file -> file.toFile().length() > 256 << 10)
                    .filter(file -> file.toFile().length() < 4 << 20)
                    .filter(file -> file.getFileName().toString().matches("[a-z]+"))
                    .map(file -> "/bin/" + file.getFileName())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void compression(Installation installation, Path log) throws IOException {
        installation.apply("pages", Text.writeYaml(GuideTest.example("compression.md", "pages")));
        installation.release("pages", "{\"version\": \"1.0.0\"}");
        installation.awaitPhase("pages-1", "completed");

        for (var coding : List.of("br", "gzip")) {
            var page =
                    installation.get(
                            "pages.localhost", "/lib/", "ann", "Accept-Encoding: " + coding);
            assertThat(page)
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Encoding: " + coding, "Vary: Accept-Encoding");
            Shop.until(
                    () ->
                            GuideTest.lines(log).stream()
                                    .anyMatch(line -> line.contains("\"encoding\":\"" + coding)));
            var bytes = "sum(http_compression_input_bytes_total{encoding=\"" + coding + "\"})";
            Shop.until(() -> GuideTest.number(installation, bytes) > 100);
        }
        var wrong =
                "{spec: {run: {process: {command: [x]}}, route: {compression: {encodings: [zstd]}}}}";
        var answer =
                installation.call("PUT", "/api/v1/environments/production/services/wrong", wrong);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Text.writeJson(answer.body())).contains("expected: br or gzip");
    }
}
