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

    /// The family of a sample's name: without the suffix of buckets, counts and sums; counters keep `_total`, as Prometheus has it.
    String familyOf(String sampleName) {
        if (this != HISTOGRAM && this != GAUGE_HISTOGRAM && this != SUMMARY) {
            return sampleName;
        }
        for (String suffix : suffixes) {
            if (!suffix.isEmpty() && sampleName.endsWith(suffix)) {
                return sampleName.substring(0, sampleName.length() - suffix.length());
            }
        }
        return sampleName;
    }

    List<String> suffixes() {
        return suffixes;
    }
}
