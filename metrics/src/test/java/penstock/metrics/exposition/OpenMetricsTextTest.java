package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import penstock.metrics.SharedTestData;

final class OpenMetricsTextTest {
    @Test
    void acceptsAndRefusesTheCasesOfOpenMetrics() throws IOException {
        var folder = SharedTestData.folder("openmetrics/parsers");
        if (folder.isEmpty()) {
            return;
        }
        List<Path> cases;
        try (var list = Files.list(folder.get())) {
            cases = list.filter(Files::isDirectory).sorted().toList();
        }
        var wrong = new ArrayList<String>();

        for (var folderOfCase : cases) {
            String name = folderOfCase.getFileName().toString();
            var body = Files.readAllBytes(folderOfCase.resolve("metrics"));
            String problem = "";
            try {
                OpenMetricsText.read(
                        body, body.length, Limits.NONE, Strictness.RULES, new Collected());
            } catch (MalformedExposition e) {
                problem = String.valueOf(e.getMessage());
            }
            boolean isBad = name.startsWith("bad_");
            if (isBad == problem.isEmpty()) {
                wrong.add(name + ": " + problem);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cases).hasSize(211);
        System.out.println(
                "openmetrics: passed " + (cases.size() - wrong.size()) + " of " + cases.size());
    }

    @Test
    void handsOverWhatItReads() {
        var collected =
                Collected.openMetrics(
                        """
                        # TYPE requests counter
                        # HELP requests All \\"requests\\"\\nso far.
                        requests_total{code="200",path="a\\"b\\\\"} 1.5e3 12.5 # {trace="x"} 0.25 12.25
                        requests_created{code="200",path="a\\"b\\\\"} 1000
                        # TYPE latency histogram
                        latency_bucket{le="1"} 2 # {} 0.5
                        latency_bucket{le="+Inf"} 3
                        {"a metric","with label"="ü"} NaN
                        # EOF
                        """,
                        Strictness.SYNTAX);

        assertThat(collected.lines)
                .containsExactly(
                        "type requests counter",
                        "help requests All \"requests\"\nso far.",
                        "{__name__=\"requests_total\", code=\"200\", path=\"a\\\"b\\\\\"} 1500 @12500 # {trace=\"x\"} 0.25 @12250",
                        "{__name__=\"requests_created\", code=\"200\", path=\"a\\\"b\\\\\"} 1000 created",
                        "type latency histogram",
                        "{__name__=\"latency_bucket\", le=\"1.0\"} 2 # {} 0.5",
                        "{__name__=\"latency_bucket\", le=\"+Inf\"} 3",
                        "{__name__=\"a metric\", \"with label\"=\"ü\"} NaN");
        assertThat(collected.series.get(2)).isEqualTo("latency_bucket{le=\"1\"}");
    }

    @Test
    void theRulesAreNotDemandedOfWhatIsScraped() {
        String text = "# TYPE a counter\na_total -1\nb 1\na_total 2\n# EOF\n";

        assertThat(Collected.openMetrics(text, Strictness.SYNTAX).lines).hasSize(4);
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> Collected.openMetrics(text, Strictness.RULES))
                .withMessage(
                        "line 2, column 11: a counter with the value -1.0 (expected: 0 or more)");
    }

    @Test
    void saysWhereAndWhatWasExpected() {
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () -> Collected.openMetrics("a 1\nb{c=d} 2\n# EOF\n", Strictness.SYNTAX))
                .withMessage("line 2, column 5: \"d} 2\" (expected: a value in double quotes)")
                .matches(problem -> problem.line() == 2 && problem.column() == 5);
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> Collected.openMetrics("a 1\n", Strictness.SYNTAX))
                .withMessage("line 2, column 1: the text ends before # EOF");
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () ->
                                Collected.openMetrics(
                                        "# UNIT a_seconds bytes\n# EOF\n", Strictness.SYNTAX))
                .withMessageContaining("the unit \"bytes\" is not the suffix of a_seconds");
    }
}
