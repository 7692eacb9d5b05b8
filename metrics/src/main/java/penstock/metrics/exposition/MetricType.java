package penstock.metrics.exposition;

import java.util.List;

/// What a family of metrics measures, with the suffixes of its samples in OpenMetrics.
public enum MetricType {
    COUNTER("counter", "_total", "_created"),
    GAUGE("gauge", ""),
    HISTOGRAM("histogram", "_bucket", "_count", "_sum", "_created"),
    GAUGE_HISTOGRAM("gaugehistogram", "_bucket", "_gcount", "_gsum"),
    SUMMARY("summary", "", "_count", "_sum", "_created"),
    INFO("info", "_info"),
    STATE_SET("stateset", ""),
    UNKNOWN("unknown", "");

    private final String text;
    private final List<String> suffixes;

    MetricType(String text, String... suffixes) {
        this.text = text;
        this.suffixes = List.of(suffixes);
    }

    /// As OpenMetrics and the HTTP API call it.
    public String text() {
        return text;
    }

    List<String> suffixes() {
        return suffixes;
    }
}
