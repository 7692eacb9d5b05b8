package penstock.metrics.exposition;

import java.util.Locale;
import java.util.Optional;

/// The formats of expositions, and how they are agreed on over HTTP.
public enum ExpositionFormat {
    PROTOBUF,
    OPEN_METRICS,
    TEXT;

    private static final String PROTOBUF_TYPE =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    private static final String TEXTS =
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                    + "application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                    + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    /// The header `Accept` of a scrape: what we read, what we like best first. Native histograms are in protobuf only.
    public static String accept(boolean wantsNativeHistograms) {
        return wantsNativeHistograms ? PROTOBUF_TYPE + ";q=0.6," + TEXTS : TEXTS;
    }

    /// The format that a header `Content-Type` names; nothing when we do not read it.
    public static Optional<ExpositionFormat> of(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        return switch (parts[0].strip()) {
            case "application/openmetrics-text" -> Optional.of(OPEN_METRICS);
            case "text/plain" -> Optional.of(TEXT);
            case "application/vnd.google.protobuf" ->
                    isDelimitedFamilies(parts) ? Optional.of(PROTOBUF) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isDelimitedFamilies(String[] parts) {
        boolean isDelimited = false;
        boolean isFamily = true;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip().replace("\"", "");
            isDelimited |= part.equals("encoding=delimited");
            isFamily &=
                    !part.startsWith("proto=")
                            || part.equals("proto=io.prometheus.client.metricfamily");
        }
        return isDelimited && isFamily;
    }

    /// The header `Content-Type` of what [ExpositionWriter] writes.
    public String contentType() {
        return switch (this) {
            case PROTOBUF -> PROTOBUF_TYPE;
            case OPEN_METRICS ->
                    "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8";
            case TEXT -> "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8";
        };
    }

    /// Reads a body as Prometheus would, without the classic buckets of native histograms.
    ///
    /// @throws MalformedExposition at the first place that is not as it has to be; what came before has been handed over
    public void read(byte[] body, int length, Limits limits, ExpositionSink sink) {
        switch (this) {
            case PROTOBUF -> ProtobufExposition.read(body, length, limits, false, sink);
            case OPEN_METRICS ->
                    OpenMetricsText.read(body, length, limits, Strictness.SYNTAX, sink);
            case TEXT -> PrometheusText.read(body, length, limits, sink);
        }
    }
}
