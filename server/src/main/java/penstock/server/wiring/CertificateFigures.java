package penstock.server.wiring;

import java.time.Duration;
import java.time.InstantSource;
import penstock.capabilities.routing.Expiries;
import penstock.capabilities.telemetry.Figures;
import penstock.capabilities.telemetry.Meaning;
import penstock.metrics.labels.Labels;

/// Tells how long the certificates of domains are still valid.
final class CertificateFigures {
    private CertificateFigures() {}

    static void tell(Expiries expiries, InstantSource clock, Figures figures) {
        var now = clock.instant();
        expiries.each(
                (domain, until) ->
                        figures.gauge(
                                Labels.builder()
                                        .set(Labels.NAME, Meaning.CERTIFICATE_EXPIRY)
                                        .set("job", "gateway")
                                        .set(
                                                "environment",
                                                domain.environment().orElseThrow().value())
                                        .set("domain", domain.name().value())
                                        .build(),
                                Duration.between(now, until).toSeconds()));
    }
}
