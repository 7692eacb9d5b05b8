package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class PrometheusTextTest {
    @Test
    void handsOverWhatItReads() {
        var collected =
                Collected.text(
                        """
                        # HELP http_requests_total The \\\\ number\\nof requests.\s
                        # TYPE http_requests_total counter
                        http_requests_total{method="post",code="200"} 1027 1395066363000

                        # a comment
                        \t msdos_file_access_time_seconds { path = "C:\\\\DIR\\nX\\"" , } 1.458255915e9 \s
                        metric_without_timestamp_and_labels 12.47
                        something_weird{problem="division by zero"} +Inf -3982045
                        # TYPE rpc_duration_seconds summary
                        rpc_duration_seconds{quantile="1"} nan
                        # TYPE size histogram
                        size_bucket{le="1e3"} .5
                        {"with space","a.b"="c"} 5.
                        empty{a=""} -1e-3
                        """);

        assertThat(collected.lines)
                .containsExactly(
                        "help http_requests_total The \\ number\nof requests. ",
                        "type http_requests_total counter",
                        "{__name__=\"http_requests_total\", code=\"200\", method=\"post\"} 1027 @1395066363000",
                        "{__name__=\"msdos_file_access_time_seconds\", path=\"C:\\\\DIR\\nX\\\"\"} 1.458255915e+09",
                        "{__name__=\"metric_without_timestamp_and_labels\"} 12.47",
                        "{__name__=\"something_weird\", problem=\"division by zero\"} +Inf @-3982045",
                        "type rpc_duration_seconds summary",
                        "{__name__=\"rpc_duration_seconds\", quantile=\"1.0\"} NaN",
                        "type size histogram",
                        "{__name__=\"size_bucket\", le=\"1000.0\"} 0.5",
                        "{__name__=\"with space\", \"a.b\"=\"c\"} 5",
                        "{__name__=\"empty\"} -0.001");
    }

    @Test
    void refusesWhatIsNoExposition() {
        refuses("a", "line 1, column 2: the end of the line (expected: a space and a number)");
        refuses("a{b=\"c\"", "line 1, column 2: the labels do not end (expected: })");
        refuses("a{b=\"c} 1", "line 1, column 5: the text in quotes does not end");
        refuses(
                "a 1\na 0x1p2\n",
                "line 2, column 3: \"0x1p2\" (expected: a number, +Inf, -Inf or NaN)");
        refuses(
                "a 1 2.5",
                "line 1, column 5: \"2.5\" (expected: a time in milliseconds since 1970)");
        refuses("a 1 2 3", "line 1, column 7: \"3\" (expected: the end of the line)");
        refuses("a{b=\"1\",b=\"2\"} 1", "line 1, column 9: the label \"b\" is there already");
        refuses(
                "a{__name__=\"1\"} 1",
                "line 1, column 3: \"__name__\" cannot be the name of a label");
        refuses("a{\"b\"} 1", "line 1, column 3: a second name of the metric: \"b\"");
        refuses(
                "# TYPE a meh",
                "line 1, column 10: \"meh\" (expected: counter, gauge, histogram, summary or untyped)");
        refuses("9a 1", "line 1, column 1: \"9a 1\" (expected: a metric's name or {)");
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> Collected.text(text))
                .withMessage(message);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] body = {'a', '{', 'b', '=', '"', (byte) 0xc3, '"', '}', ' ', '1'};

        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(
                        () -> PrometheusText.read(body, body.length, Limits.NONE, new Collected()))
                .withMessage("line 1, column 6: not UTF-8");
    }

    @Test
    void whoKnowsASeriesByItsBytesNeedNotHaveItsLabelsMade() {
        var body = Collected.bytes("a{b=\"1\",b=\"2\"} 7\n");
        double[] seen = new double[1];

        PrometheusText.read(body, body.length, Limits.NONE, sample -> seen[0] = sample.value());

        assertThat(seen[0]).isEqualTo(7);
    }

    @Test
    void holdsToItsLimits() {
        exceeds(new Limits(5, 0, 0, 0, 0), "line 1, column 1: the body has 21 bytes (allowed: 5)");
        exceeds(
                new Limits(0, 20, 0, 0, 0),
                "line 1, column 1: the line has 21 bytes (allowed: 20)");
        exceeds(
                new Limits(0, 0, 2, 0, 0),
                "line 1, column 11: more labels than the 2 that are allowed");
        exceeds(
                new Limits(0, 0, 0, 2, 0),
                "line 1, column 3: the label's name has 3 bytes (allowed: 2)");
        exceeds(
                new Limits(0, 0, 0, 0, 3),
                "line 1, column 13: the label's value has 4 bytes (allowed: 3)");
        var body = Collected.bytes("a{foo=\"x\",b=\"long\"} 1");
        PrometheusText.read(body, body.length, new Limits(21, 21, 3, 3, 4), new Collected());
    }

    private static void exceeds(Limits limits, String message) {
        var body = Collected.bytes("a{foo=\"x\",b=\"long\"} 1");
        assertThatExceptionOfType(MalformedExposition.class)
                .isThrownBy(() -> PrometheusText.read(body, body.length, limits, new Collected()))
                .withMessage(message);
    }
}
