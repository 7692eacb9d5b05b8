package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// The guides of what the gateway does itself with requests and answers.
final class EdgeGuideTest {
    @TempDir private Path folder;

    @Test
    void answersAreCompressedAndAddressesDeniedAsTheGuidesSay() throws IOException {
        var data = folder.resolve("data");
        var flags =
                List.of(
                        "--gateway-access-log-file=logs/access.log",
                        "--gateway-access-log-sample=100%",
                        "--metrics-every=1s");
        try (var installation = new Installation(data, flags.toArray(String[]::new))) {
            compression(installation, data.resolve("logs/access.log"));
            addresses(installation);
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
