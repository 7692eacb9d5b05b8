package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.metrics.labels.Labels;

final class ExpositionWriterTest {
    private static String written(ExpositionFormat format) {
        var out = new StringBuilder();
        var writer = new ExpositionWriter(out, format);
        writer.family("requests", MetricType.COUNTER, "All \"requests\"\nso far", "");
        writer.sample(
                Labels.of(Labels.NAME, "requests_total", "path", "a\"b\\c\n"),
                3,
                SampleView.NO_TIME,
                Optional.of(new Exemplar(Labels.of("trace", "x"), 0.5, 2500)));
        writer.family("load.average", MetricType.GAUGE, "", "");
        writer.sample(
                Labels.of(Labels.NAME, "load.average", "cpu core", "1"),
                Double.POSITIVE_INFINITY,
                1500);
        writer.sample(Labels.of(Labels.NAME, "load.average"), 0.25, 1500);
        writer.end();
        return out.toString();
    }

    @Test
    void writesText() {
        assertThat(written(ExpositionFormat.TEXT))
                .isEqualTo(
                        """
                        # HELP requests_total All "requests"\\nso far
                        # TYPE requests_total counter
                        requests_total{path="a\\"b\\\\c\\n"} 3
                        # TYPE "load.average" gauge
                        {"load.average","cpu core"="1"} +Inf 1500
                        {"load.average"} 0.25 1500
                        """);
    }

    @Test
    void writesOpenMetrics() {
        assertThat(written(ExpositionFormat.OPEN_METRICS))
                .isEqualTo(
                        """
                        # HELP requests All \\"requests\\"\\nso far
                        # TYPE requests counter
                        requests_total{path="a\\"b\\\\c\\n"} 3.0 # {trace="x"} 0.5 2.5
                        # TYPE "load.average" gauge
                        {"load.average","cpu core"="1"} +Inf 1.5
                        {"load.average"} 0.25 1.5
                        # EOF
                        """);
    }

    @Test
    void whatItWritesIsReadAsTheSame() {
        var text = Collected.text(written(ExpositionFormat.TEXT));
        var openMetrics =
                Collected.openMetrics(written(ExpositionFormat.OPEN_METRICS), Strictness.SYNTAX);

        assertThat(text.lines)
                .contains(
                        "{__name__=\"requests_total\", path=\"a\\\"b\\\\c\\n\"} 3",
                        "{__name__=\"load.average\", \"cpu core\"=\"1\"} +Inf @1500");
        assertThat(openMetrics.lines)
                .contains(
                        "help requests All \"requests\"\nso far",
                        "{__name__=\"requests_total\", path=\"a\\\"b\\\\c\\n\"} 3 # {trace=\"x\"} 0.5 @2500",
                        "{__name__=\"load.average\", \"cpu core\"=\"1\"} +Inf @1500");
    }
}
