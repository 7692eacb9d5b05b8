package penstock.metrics.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.metrics.promql.Engine;

/// Scripts of our own, for what the shared ones leave out.
final class OwnScriptsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "times",
                "subqueries",
                "durations",
                "fill",
                "extended",
                "info",
                "names",
                "starts",
                "edges",
                "corners"
            })
    void everyEvaluationPasses(String name) throws IOException {
        String script;
        try (InputStream file =
                Objects.requireNonNull(OwnScriptsTest.class.getResourceAsStream(name + ".test"))) {
            script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }

        List<Outcome> outcomes = ScriptRunner.run(script, new Engine(ScriptRunner.OPTIONS));

        assertThat(outcomes).isNotEmpty().allMatch(Outcome::isPassed, "passed");
    }
}
