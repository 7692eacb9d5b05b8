package penstock.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExpositionFormatTest {
    @Test
    void isToldByTheContentType() {
        assertThat(ExpositionFormat.of("text/plain; version=0.0.4; charset=utf-8"))
                .contains(ExpositionFormat.TEXT);
        assertThat(ExpositionFormat.of("TEXT/PLAIN")).contains(ExpositionFormat.TEXT);
        assertThat(ExpositionFormat.of("application/openmetrics-text; version=1.0.0"))
                .contains(ExpositionFormat.OPEN_METRICS);
        assertThat(
                        ExpositionFormat.of(
                                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"))
                .contains(ExpositionFormat.PROTOBUF);
        assertThat(ExpositionFormat.of("application/vnd.google.protobuf; encoding=text")).isEmpty();
        assertThat(ExpositionFormat.of("text/html")).isEmpty();
        assertThat(ExpositionFormat.of("")).isEmpty();
    }

    @Test
    void protobufIsAskedForWhenNativeHistogramsAreWanted() {
        assertThat(ExpositionFormat.accept(true)).startsWith("application/vnd.google.protobuf;");
        assertThat(ExpositionFormat.accept(false))
                .startsWith("application/openmetrics-text;version=1.0.0");
    }
}
