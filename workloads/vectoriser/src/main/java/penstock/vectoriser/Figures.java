package penstock.vectoriser;

import java.time.Duration;
import penstock.vectoriser.trace.Conversion;

/// The metrics of the service, each under the name that dashboards and rules expect.
final class Figures {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15
    };
    private static final double[] API_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    /// Narrow where scores are: who compares means knows the spread of the scores within a bucket only by its bounds.
    private static final double[] QUALITY = {
        0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995,
        1
    };

    private static final String CACHE = "memory";

    private final Metrics metrics = new Metrics();
    private final Metrics.Counter requests =
            metrics.counter(
                    "http_requests_total", "Requests answered.", "method", "endpoint", "status");
    private final Metrics.Histogram requestSeconds =
            metrics.histogram(
                    "http_request_duration_seconds",
                    "Time from a request's head to the end of its answer.",
                    SECONDS,
                    "method",
                    "endpoint");
    private final Metrics.Counter apiRequests =
            metrics.counter(
                    "api_requests_total",
                    "Requests to /api/ answered.",
                    "method",
                    "endpoint",
                    "status");
    private final Metrics.Histogram apiSeconds =
            metrics.histogram(
                    "api_request_duration_seconds",
                    "Time from an API request's head to the end of its answer.",
                    API_SECONDS);
    private final Metrics.Counter apiErrors =
            metrics.counter(
                    "api_errors_total", "API requests answered with a status of 500 or more.");
    private final Metrics.Counter errors =
            metrics.counter("errors_total", "Problems answered, by code.", "error_type");
    private final Metrics.Counter conversions =
            metrics.counter(
                    "conversions_total",
                    "Pictures converted, from the cache too.",
                    "image_type",
                    "tier");
    private final Metrics.Histogram quality =
            metrics.histogram(
                    "conversion_quality_score",
                    "Structural similarity of the rendered result to the picture.",
                    QUALITY,
                    "image_type");
    private final Metrics.Histogram conversionSeconds =
            metrics.histogram(
                    "conversion_duration_seconds",
                    "Computing time of conversions that were not in the cache.",
                    SECONDS,
                    "image_type",
                    "tier");
    private final Metrics.Counter targetMet =
            metrics.counter(
                    "conversions_quality_target_met",
                    "Conversions that reached their target quality.");
    private final Metrics.Counter businessConversions =
            metrics.counter(
                    "business_conversions_total",
                    "Conversions asked for, by type of logo and whether one was delivered.",
                    "logo_type",
                    "success");
    private final Metrics.Histogram businessQuality =
            metrics.histogram(
                    "business_conversion_quality_score",
                    "Quality of delivered conversions.",
                    QUALITY);
    private final Metrics.Counter cacheHits =
            metrics.counter("cache_hits_total", "Results found in the cache.", "cache_type");
    private final Metrics.Counter cacheMisses =
            metrics.counter("cache_misses_total", "Results not found in the cache.", "cache_type");

    Metrics metrics() {
        return metrics;
    }

    /// Registers what is read at the moment of the scrape.
    void watch(Workers workers, ResultCache cache, Sabotage sabotage) {
        metrics.gauge(
                "cache_hit_rate",
                "Share of look-ups found in the cache since the start, 0 to 1.",
                "cache_type=\"" + CACHE + "\"",
                this::hitRate);
        metrics.gauge("cache_entries", "Results in the cache.", cache::size);
        metrics.gauge(
                "processing_queue_length", "Conversions waiting for a worker.", workers::waiting);
        metrics.gauge("processing_active", "Conversions being computed.", workers::busy);
        metrics.gauge(
                "vectoriser_leaked_bytes",
                "Memory kept for ever by the memory-leak fault.",
                () -> (double) sabotage.leakedBytes());
    }

    private double hitRate() {
        double hits = cacheHits.value(CACHE);
        double all = hits + cacheMisses.value(CACHE);
        return all == 0 ? 0 : hits / all;
    }

    void answered(String method, String endpoint, int status, Duration time) {
        double seconds = time.toNanos() / 1e9;
        String code = Integer.toString(status);
        requests.add(1, method, endpoint, code);
        requestSeconds.observe(seconds, method, endpoint);
        if (endpoint.startsWith("/api/")) {
            apiRequests.add(1, method, endpoint, code);
            apiSeconds.observe(seconds);
            if (status >= 500) {
                apiErrors.add(1);
            }
        }
    }

    void problem(String code) {
        errors.add(1, code);
    }

    void looked(boolean found) {
        (found ? cacheHits : cacheMisses).add(1, CACHE);
    }

    void computed(Conversion conversion) {
        conversionSeconds.observe(
                conversion.durations().total() / 1e3,
                conversion.type().label(),
                conversion.tier().label());
    }

    void delivered(Conversion conversion) {
        String type = conversion.type().label();
        conversions.add(1, type, conversion.tier().label());
        quality.observe(conversion.similarity(), type);
        businessConversions.add(1, type, "true");
        businessQuality.observe(conversion.similarity());
        if (conversion.targetMet()) {
            targetMet.add(1);
        }
    }

    void failed() {
        businessConversions.add(1, "unknown", "false");
    }
}
