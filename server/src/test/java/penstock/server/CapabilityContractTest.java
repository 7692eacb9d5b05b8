package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.Action;
import penstock.kernel.Registration;
import penstock.model.Decoder;
import penstock.model.Encoder;
import penstock.model.Kind;
import penstock.model.Node;
import penstock.server.api.OpenApi;

/// What every kind must bring with it, as a checklist: a new capability that forgets something fails here by name.
final class CapabilityContractTest {
    @TempDir private Path folder;
    private List<Registration<?, ?>> registrations = List.of();
    private Node schemas = Node.map(java.util.Map.of());

    @BeforeEach
    void open() {
        registrations = Built.registrations(folder);
        schemas = OpenApi.of(registrations, "0").at("components", "schemas").orElseThrow();
    }

    @Test
    void namesArePlainAndOnlyOnce() {
        var wrong = new ArrayList<String>();
        var taken = new HashSet<String>();
        for (var registration : registrations) {
            var kind = registration.kind();
            require(wrong, kind.name().matches("[A-Z][A-Za-z]+"), kind, "name");
            require(wrong, kind.plural().matches("[a-z]+(-[a-z]+)*"), kind, "plural");
            require(wrong, taken.add(kind.name()) && taken.add(kind.plural()), kind, "name twice");
            var verbs = new HashSet<String>();
            for (var action : registration.actions()) {
                var name = action.name();
                require(wrong, name.matches("[a-z]+(-[a-z]+)*"), kind, "action " + name);
                require(wrong, verbs.add(name), kind, "action twice: " + name);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everythingSaysInOneSentenceWhatItIsFor() {
        var wrong = new ArrayList<String>();
        for (var registration : registrations) {
            require(wrong, isSentence(registration.summary()), registration.kind(), "summary");
            for (Action<?> action : registration.actions()) {
                require(
                        wrong,
                        isSentence(action.summary()),
                        registration.kind(),
                        "summary of " + action.name());
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean isSentence(String text) {
        return text.matches("(?s)[A-Z].{10,200}\\.") && !text.contains("\n");
    }

    @Test
    void columnsOfTablesShowWhatIsThere() {
        var wrong = new ArrayList<String>();
        for (var registration : registrations) {
            var kind = registration.kind();
            require(wrong, !registration.columns().isEmpty(), kind, "no columns");
            for (var column : registration.columns()) {
                require(
                        wrong,
                        isDescribed(kind.name(), column.path()),
                        kind,
                        "column " + column.path());
                require(
                        wrong,
                        column.title().matches("[A-Z]+(-[A-Z]+)*"),
                        kind,
                        "title " + column.title());
            }
        }

        assertThat(wrong).isEmpty();
    }

    /// Whether the description of the API has the path, such as `status.weight`.
    private boolean isDescribed(String kind, String path) {
        var at = schemas.at(kind);
        for (var part : path.split("\\.", -1)) {
            at = at.map(this::resolved).flatMap(found -> found.at("properties", part));
        }
        return at.isPresent();
    }

    private Node resolved(Node node) {
        var reference = node.textAt("$ref");
        return reference.isEmpty()
                ? node
                : schemas.at(reference.substring(reference.lastIndexOf('/') + 1)).orElseThrow();
    }

    @Test
    void aStatusThatNoControllerHasSeenReadsBackAsItIs() {
        for (var registration : registrations) {
            Record initial = registration.kind().initial();

            var read = Decoder.decode(initial.getClass(), Encoder.encode(initial), "status", "");

            assertThat((Object) read).isEqualTo(initial);
        }
    }

    @Test
    void everyKindAndActionIsInAGuide() throws IOException {
        var guides = new StringBuilder();
        try (var files = Files.list(Built.document("guides"))) {
            for (var file : files.filter(each -> each.toString().endsWith(".md")).toList()) {
                guides.append(Files.readString(file));
            }
        }
        var words = new HashSet<>(List.of(guides.toString().split("[^A-Za-z-]+", -1)));
        var wrong = new ArrayList<String>();
        for (var registration : registrations) {
            var kind = registration.kind();
            boolean isNamed = words.contains(kind.name()) || words.contains(kind.noun());
            require(wrong, isNamed, kind, "in no guide");
            for (var action : registration.actions()) {
                require(wrong, words.contains(action.name()), kind, action.name() + " in no guide");
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static void require(List<String> wrong, boolean holds, Kind<?, ?> kind, String what) {
        if (!holds) {
            wrong.add(kind.name() + ": " + what);
        }
    }
}
