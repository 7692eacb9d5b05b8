package penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

final class OpenApiTest {
    @TempDir Path folder;
    private TestApi api;

    @BeforeEach
    void start() {
        api = TestApi.start(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Node served() {
        return api.get("/api/v1/openapi.json").json();
    }

    private static Set<String> keys(Node node) {
        return node instanceof Node.Mapping map
                ? new LinkedHashSet<>(map.entries().keySet())
                : Set.of();
    }

    @Test
    void describesEveryKindWithItsActions() {
        var paths = keys(served().at("paths").orElseThrow());

        assertThat(paths)
                .contains(
                        "/api/v1/gadgets",
                        "/api/v1/environments/{environment}/gadgets",
                        "/api/v1/environments/{environment}/gadgets/{name}",
                        "/api/v1/environments/{environment}/gadgets/{name}/paint",
                        "/api/v1/charters/{name}",
                        "/api/v1/environments/{name}/freeze");
    }

    @Test
    void schemasSayTypesDefaultsAndWhatIsRequired() {
        var schemas = served().at("components", "schemas").orElseThrow();
        var spec = schemas.at("Sample.GadgetSpec").orElseThrow();

        assertThat(spec.at("required").map(Node::plain)).contains(List.of("size"));
        assertThat(spec.textAt("properties", "size", "type")).isEqualTo("integer");
        assertThat(spec.textAt("properties", "colour", "default")).isEqualTo("blue");
        assertThat(spec.at("properties", "colour").orElseThrow().at("enum").map(Node::plain))
                .contains(List.of("dark-red", "blue"));
        assertThat(spec.textAt("properties", "tags", "items", "type")).isEqualTo("string");
        assertThat(schemas.textAt("Gadget", "properties", "kind", "const")).isEqualTo("Gadget");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var description = served();
        var dangling = new ArrayList<String>();

        collect(description, description, dangling);

        assertThat(dangling).isEmpty();
    }

    private static void collect(Node root, Node node, List<String> dangling) {
        if (node instanceof Node.Mapping map) {
            var reference = map.textAt("$ref");
            if (!reference.isEmpty()) {
                var parts = reference.substring(2).split("/", -1);
                if (root.at(parts[0], parts[1], parts[2]).isEmpty()) {
                    dangling.add(reference);
                }
            }
            map.entries().values().forEach(value -> collect(root, value, dangling));
        }
        node.asList().forEach(item -> collect(root, item, dangling));
    }

    @Test
    void everyDescribedOperationIsAnswered() {
        api.put("/api/v1/environments/production", "spec: {}");
        api.gadget("x", 1);
        api.put("/api/v1/charters/x", "spec: {text: a}");
        var paths = served().at("paths").orElseThrow();
        var wrong = new ArrayList<String>();
        for (var path : keys(paths)) {
            for (var method : keys(paths.at(path).orElseThrow())) {
                if (method.equals("parameters") || path.endsWith("/explode")) {
                    continue;
                }
                var called =
                        path.replace("{environment}", "production")
                                .replace("{name}", path.endsWith("freeze") ? "production" : "x")
                                .replace("{digest}", "sha256:" + "0".repeat(64));
                var reply = api.send(method.toUpperCase(java.util.Locale.ROOT), called, "");
                boolean isUnknown = reply.status() == 405 || reply.status() >= 500;
                if (isUnknown || reply.text().contains("a path below")) {
                    wrong.add(method + " " + called + ": " + reply.status() + reply.text());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }
}
