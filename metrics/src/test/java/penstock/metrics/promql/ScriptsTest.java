package penstock.metrics.promql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import penstock.metrics.script.Outcome;
import penstock.metrics.script.ScriptRunner;

/// What queries yield, as scripts in the language of Prometheus' own.
class ScriptsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aggregation.test",
                "extensions.test",
                "labels.test",
                "matching.test",
                "starts.test",
                "times.test"
            })
    void everyEvaluationYieldsWhatTheScriptExpects(String name) throws IOException {
        String script = read(name);

        var outcomes = ScriptRunner.run(script, new Engine(ScriptRunner.OPTIONS));

        assertThat(outcomes).isNotEmpty().allMatch(Outcome::isPassed);
    }

    private static String read(String name) throws IOException {
        try (InputStream in = ScriptsTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
