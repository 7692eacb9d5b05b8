package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// Resources are named as `apply` prints them, too: `service/web`.
class KindAndNameTest {

    private final Path folder;
    private final FakeServer server;

    KindAndNameTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
        server.store(
                "/api/v1/environments/production/services/web",
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: web, environment: production, revision: 7 }
                spec: { instances: 2 }
                """);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ran ran(String... arguments) {
        return Ran.command(folder, arguments);
    }

    @Test
    void theNameMayStandInTheSameWord() {
        assertThat(ran("describe", "service/web")).isEqualTo(ran("describe", "service", "web"));
        assertThat(ran("describe", "service/web").out()).startsWith("service/web\n");
        assertThat(ran("get", "services/web", "-o", "name").out()).isEqualTo("service/web\n");
        assertThat(ran("delete", "service/web").out()).isEqualTo("service/web deleted\n");
    }

    @Test
    void aNameThatIsMissingOrThereTwiceIsTold() {
        for (var command : new String[] {"describe", "delete"}) {
            assertThat(ran(command, "service").exit()).isEqualTo(2);
            assertThat(ran(command, "service").err())
                    .startsWith("\"service\" without a name (expected: KIND NAME, or KIND/NAME)");
        }
        for (var command : new String[] {"describe", "delete", "get"}) {
            assertThat(ran(command, "service/web", "other").err())
                    .startsWith(
                            "\"service/web other\" (expected: KIND NAME, or KIND/NAME without another name)");
            assertThat(ran(command, "service/").err()).startsWith("\"service/\" (expected: ");
        }
    }

    @Test
    void anEndThatIsPastIsNoTimeThatIsLeft() {
        var printer =
                new ResourcePrinter(InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z")));
        var resource =
                Text.readYaml(
                                """
                                status: { validUntil: 2026-11-25T11:00:00Z, since: 2026-11-25T11:00:00Z }
                                """,
                                "test")
                        .getFirst();

        assertThat(printer.cell(resource, "status.validUntil")).isEqualTo("25h ago");
        assertThat(printer.cell(resource, "status.since")).isEqualTo("25h");
    }
}
