package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;
import penstock.server.api.OpenApi;

/// The checked-in description of the API is the generated one. After a change, write it again with
/// `./mvnw -pl server -am test -Dtest=OpenApiFileTest -Dsurefire.failIfNoSpecifiedTests=false -Dpenstock.regenerate`.
final class OpenApiFileTest {
    @TempDir private Path folder;

    private static final String REGENERATE = "penstock.regenerate";

    private static Path file() {
        return Built.document("reference/openapi.json");
    }

    @Test
    void theCheckedInDescriptionIsTheGeneratedOne() throws IOException {
        var generated = OpenApi.of(Built.registrations(folder), "0");
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
