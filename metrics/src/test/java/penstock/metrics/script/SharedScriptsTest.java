package penstock.metrics.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import penstock.metrics.SharedTestData;
import penstock.metrics.promql.Engine;

/// Prometheus' behaviour scripts. What does not pass yet is named in `known-failures.txt`; a line of it that passes has to go.
final class SharedScriptsTest {

    @Test
    void queriesYieldWhatPrometheusYieldsButForKnownFailures() throws IOException {
        Optional<Path> folder = SharedTestData.folder("promql/scripts");
        if (folder.isEmpty()) {
            return;
        }
        var failures = new LinkedHashMap<String, String>();

        for (Path script : scripts(folder.get())) {
            failures.putAll(failures(script));
        }

        assertThat(new TreeSet<>(failures.keySet()))
                .describedAs("failures: " + failures)
                .isEqualTo(new TreeSet<>(knownFailures()));
    }

    private static List<Path> scripts(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
        }
    }

    /// By the script's name, the line and the query.
    private static Map<String, String> failures(Path script) throws IOException {
        List<Outcome> outcomes =
                ScriptRunner.run(Files.readString(script), new Engine(ScriptRunner.OPTIONS));
        var failures = new LinkedHashMap<String, String>();
        for (Outcome outcome : outcomes) {
            outcome.failure()
                    .ifPresent(
                            failure ->
                                    failures.put(
                                            script.getFileName()
                                                    + ":"
                                                    + outcome.line()
                                                    + " "
                                                    + outcome.query(),
                                            failure));
        }
        System.out.println(
                script.getFileName()
                        + ": passed "
                        + (outcomes.size() - failures.size())
                        + " of "
                        + outcomes.size());
        assertThat(outcomes).isNotEmpty();
        return failures;
    }

    private static List<String> knownFailures() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        SharedScriptsTest.class.getResourceAsStream("known-failures.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
