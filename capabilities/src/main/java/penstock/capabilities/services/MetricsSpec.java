package penstock.capabilities.services;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import penstock.model.Default;

/// Where an instance tells its own figures.
///
/// @param http a path on the instance's port that answers in Prometheus' text format or OpenMetrics
/// @param every from one collection to the next
public record MetricsSpec(String http, @Default("5s") Duration every) {
    public MetricsSpec {
        if (!isPath(http)) {
            throw new IllegalArgumentException(
                    "http: \"" + http + "\" (expected: a path such as /metrics)");
        }
        Checks.positive("every", every);
    }

    private static boolean isPath(String text) {
        try {
            return text.startsWith("/") && new URI("http://host" + text).getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    public static MetricsSpec parse(String text) {
        return new MetricsSpec(text.strip(), Duration.ofSeconds(5));
    }
}
