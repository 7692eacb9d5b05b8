package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.kernel.Registration;
import penstock.kernel.store.SqliteStore;
import penstock.model.Node;
import penstock.model.Size;
import penstock.model.Text;
import penstock.server.api.OpenApi;
import penstock.server.wiring.Around;
import penstock.server.wiring.ControlPlane;

/// The checked-in description of the API is the generated one. After a change, write it again with
/// `./mvnw -pl server -am test -Dtest=OpenApiFileTest -Dsurefire.failIfNoSpecifiedTests=false -Dpenstock.regenerate`.
final class OpenApiFileTest {
    @TempDir private Path folder;

    private static final String REGENERATE = "penstock.regenerate";

    private static Path file() {
        var at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no mvnw above the working directory");
        }
        return at.resolve("docs/reference/openapi.json");
    }

    private List<Registration<?, ?>> registrations() {
        var clock = InstantSource.system();
        try (var store =
                        SqliteStore.open(
                                folder.resolve("store.db"), folder.resolve("keys"), clock);
                
                var plane =
                        ControlPlane.open(
                                store,
                                ProcessSettings.in(folder),
                                new Size(1),
                                Around.NOTHING)) {
            return plane.resources().registrations();
        }
    }

    @Test
    void theCheckedInDescriptionIsTheGeneratedOne() throws IOException {
        var generated = OpenApi.of(registrations(), "0");
        if (System.getProperty(REGENERATE) != null) {
            Files.createDirectories(file().getParent());
            Files.writeString(file(), pretty(generated, ""));
        }

        assertThat(Text.readJson(Files.readString(file())).plain())
                .as("write it again as the comment of this test says")
                .isEqualTo(generated.plain());
    }

    /// One key per line, small objects on one line: for reading changes in review.
    private static String pretty(Node node, String indent) {
        var flat = Text.writeJson(node);
        if (flat.length() + indent.length() <= 100 || node instanceof Node.Scalar) {
            return flat + (indent.isEmpty() ? "\n" : "");
        }
        var inner = indent + "  ";
        var text = new StringBuilder();
        if (node instanceof Node.Mapping map) {
            map.entries()
                    .forEach(
                            (key, value) ->
                                    text.append(text.isEmpty() ? "{\n" : ",\n")
                                            .append(inner)
                                            .append(Text.writeJson(Node.text(key)))
                                            .append(": ")
                                            .append(pretty(value, inner)));
            text.append('\n').append(indent).append('}');
        } else {
            for (var item : node.asList()) {
                text.append(text.isEmpty() ? "[\n" : ",\n")
                        .append(inner)
                        .append(pretty(item, inner));
            }
            text.append('\n').append(indent).append(']');
        }
        return text.append(indent.isEmpty() ? "\n" : "").toString();
    }
}
