package penstock.capabilities.services;

import java.time.Duration;
import penstock.model.Default;

/// Where an instance tells its own figures.
///
/// @param http a path on the instance's port that answers in the Prometheus text format
/// @param every from one collection to the next
public record MetricsSpec(String http, @Default("5s") Duration every) {
    public MetricsSpec {
        if (!http.startsWith("/")) {
            throw new IllegalArgumentException(
                    "http: \"" + http + "\" (expected: a path such as /metrics)");
        }
        Checks.positive("every", every);
    }

    public static MetricsSpec parse(String text) {
        return new MetricsSpec(text.strip(), Duration.ofSeconds(5));
    }
}
