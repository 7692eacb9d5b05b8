package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;
import penstock.testkit.NameServer;

/// The guide of services that run elsewhere, with instances of the test at the addresses that it names.
final class ExternalGuideTest {
    private static final Pattern RELEASE =
            Pattern.compile("penstock release orders --version (\\S+)((?: --address [0-9.:]+)*)\n");
    private static final Pattern ADDRESS = Pattern.compile("10\\.0\\.0\\.\\d+:8080");

    @TempDir private Path folder;

    private final Map<String, ExternalShop> shops = new HashMap<>();

    /// The same text with addresses at which something listens.
    private String real(String text, String version) {
        return ADDRESS.matcher(text)
                .replaceAll(
                        found ->
                                shops.computeIfAbsent(found.group(), _ -> new ExternalShop(version))
                                        .address());
    }

    private static String order(String version, String addresses) {
        return "{\"version\": \"%s\", \"addresses\": [%s]}".formatted(version, addresses);
    }

    @Test
    void aVersionThatRunsElsewhereIsReleasedAsTheGuideSays() throws IOException {
        var manifest = Text.writeYaml(GuideTest.example("external.md", "orders"));
        var releases = RELEASE.matcher(GuideTest.text("external.md")).results().toList();
        assertThat(releases).hasSize(2);
        try (var installation = new Installation(folder.resolve("data"))) {
            assertThat(installation.apply("orders", real(manifest, "1.2.0")).status())
                    .isEqualTo(201);
            for (var release : releases) {
                var version = release.group(1);
                var addresses =
                        List.of(real(release.group(2), version).split(" --address ")).stream()
                                .filter(address -> !address.isEmpty())
                                .map(address -> "\"" + address + "\"")
                                .collect(Collectors.joining(","));
                assertThat(installation.release("orders", order(version, addresses)).status())
                        .isEqualTo(200);
                if (version.equals("1.2.0")) {
                    installation.awaitPhase("orders-1", "completed");
                    assertThat(installation.get("orders.localhost", "/", "ann"))
                            .contains("version 1.2.0");
                }
            }
            installation.awaitPhase("orders-2", "paused");
            assertThat(installation.action("orders-2", "resume").status()).isEqualTo(200);
            installation.awaitPhase("orders-2", "completed");

            assertThat(installation.get("orders.localhost", "/", "ann")).contains("version 1.3.0");
            assertThat(shops).hasSize(4);
        } finally {
            shops.values().forEach(ExternalShop::close);
        }
    }

    @Test
    void anInstanceIsFoundByItsNameAsTheGuideSays() throws IOException {
        var manifest = Text.writeYaml(GuideTest.example("external.md", "stock"));
        try (var names = new NameServer();
                var named = new ExternalShop("by name");
                var installation = new Installation(folder.resolve("data"))) {
            names.servers("_http._tcp.stock.internal", 60, "0 1 " + named.port() + " a.internal");
            names.addresses("a.internal", 60, "127.0.0.1");
            var real = real(manifest.replace("10.0.0.2:53", names.address()), "by address");
            assertThat(installation.apply("stock", real).status()).isEqualTo(201);
            assertThat(installation.release("stock", "{\"version\": \"1.0.0\"}").status())
                    .isEqualTo(200);
            installation.awaitPhase("stock-1", "completed");

            Shop.until(
                    () -> {
                        var answer = installation.get("stock.localhost", "/", "ann");
                        assertThat(answer).startsWith("HTTP/1.1 200");
                        return answer.contains("by name");
                    });
            Shop.until(
                    () -> installation.get("stock.localhost", "/", "ann").contains("by address"));
        } finally {
            shops.values().forEach(ExternalShop::close);
        }
    }

    @Test
    void instancesSpeakTlsAsTheGuideSays() throws IOException {
        var data = folder.resolve("data");
        Certificates.copy(data, "internal.pem");
        var manifest = Text.writeYaml(GuideTest.example("external.md", "ledger"));
        try (var shop = ExternalShop.secure("1.0.0");
                var installation = new Installation(data)) {
            var real = manifest.replace("10.0.0.5:8443", shop.address());
            assertThat(real).contains(shop.address());
            assertThat(installation.apply("ledger", real).status()).isEqualTo(201);
            assertThat(installation.release("ledger", "{\"version\": \"1.0.0\"}").status())
                    .isEqualTo(200);
            installation.awaitPhase("ledger-1", "completed");

            assertThat(installation.get("ledger.localhost", "/", "ann")).contains("version 1.0.0");
        }
    }
}
