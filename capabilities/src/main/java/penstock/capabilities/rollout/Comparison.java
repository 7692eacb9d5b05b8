package penstock.capabilities.rollout;

import java.time.Duration;
import java.util.Optional;
import penstock.capabilities.scraped.Whose;
import penstock.capabilities.services.MetricsSpec;
import penstock.model.Resource;

/// Whose series are compared in a rollout.
///
/// @param every how long an interval is, at least
record Comparison(Whose stable, Whose candidate, Duration every) {
    /// For services that this server does not scrape.
    private static final Duration USUAL = Duration.ofSeconds(15);

    /// Empty for a service's first release, and where nothing is judged by series.
    ///
    /// @param metrics where the service's instances tell their figures, if this server scrapes them
    static Optional<Comparison> of(
            Resource<Rollout.Spec, Rollout.Status> rollout, Optional<MetricsSpec> metrics) {
        var judge = rollout.spec().plan().judge();
        if (!judge.enabled() || !judge.hasSeries()) {
            return Optional.empty();
        }
        var environment = rollout.metadata().environment().orElseThrow().value();
        var service = rollout.spec().service().value();
        var every = judge.every().or(() -> metrics.map(MetricsSpec::every)).orElse(USUAL);
        return rollout.status()
                .stableVersion()
                .map(
                        stable ->
                                new Comparison(
                                        new Whose(environment, service, stable, "stable"),
                                        new Whose(
                                                environment,
                                                service,
                                                rollout.spec().version(),
                                                "candidate"),
                                        every));
    }
}
