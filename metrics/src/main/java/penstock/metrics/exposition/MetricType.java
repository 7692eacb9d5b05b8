package penstock.metrics.exposition;

import java.util.List;

/// What a family of metrics measures, with the suffixes of its samples in OpenMetrics.
public enum MetricType {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram"),
    GAUGE_HISTOGRAM("gaugehistogram"),
    SUMMARY("summary"),
    INFO("info"),
    STATE_SET("stateset"),
    UNKNOWN("unknown");

    private static final List<String> NONE = List.of("");
    private static final List<String> OF_COUNTERS = List.of("_total", "_created");
    private static final List<String> OF_HISTOGRAMS =
            List.of("_bucket", "_count", "_sum", "_created");
    private static final List<String> OF_GAUGE_HISTOGRAMS = List.of("_bucket", "_gcount", "_gsum");
    private static final List<String> OF_SUMMARIES = List.of("", "_count", "_sum", "_created");
    private static final List<String> OF_INFOS = List.of("_info");

    private final String text;

    MetricType(String text) {
        this.text = text;
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
        for (String suffix : suffixes()) {
            if (!suffix.isEmpty() && sampleName.endsWith(suffix)) {
                return sampleName.substring(0, sampleName.length() - suffix.length());
            }
        }
        return sampleName;
    }

    List<String> suffixes() {
        return switch (this) {
            case COUNTER -> OF_COUNTERS;
            case HISTOGRAM -> OF_HISTOGRAMS;
            case GAUGE_HISTOGRAM -> OF_GAUGE_HISTOGRAMS;
            case SUMMARY -> OF_SUMMARIES;
            case INFO -> OF_INFOS;
            case GAUGE, STATE_SET, UNKNOWN -> NONE;
        };
    }
}
