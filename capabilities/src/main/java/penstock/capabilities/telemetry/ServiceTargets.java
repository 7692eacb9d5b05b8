package penstock.capabilities.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.MetricsSpec;
import penstock.metrics.labels.Labels;
import penstock.metrics.scrape.Access;
import penstock.metrics.scrape.HttpSettings;
import penstock.metrics.scrape.Labelling;
import penstock.metrics.scrape.ScrapeLimits;
import penstock.metrics.scrape.ScrapeSettings;
import penstock.metrics.scrape.ScrapeTarget;
import penstock.metrics.scrape.TargetPool;

/// The instances whose services say where they tell their figures, as targets: one pool for each service, `environment/service`, which is also
/// the label `job`. An instance is one from its first ready until it is asked to end; while it is being started again, it counts as down.
public final class ServiceTargets {
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    /// An instance may not send the server elsewhere: what is there was not meant to be scraped.
    private static final HttpSettings HTTP =
            new HttpSettings(true, false, new Access.None(), HttpSettings.Tls.USUAL);

    private ServiceTargets() {}

    public static List<TargetPool> of(Collection<Instance> instances) {
        var byService = new TreeMap<String, List<ScrapeTarget>>();
        for (var instance : instances) {
            var metrics = instance.spec().run().metrics();
            if (metrics.isPresent() && isTarget(instance)) {
                byService
                        .computeIfAbsent(instance.spec().service(), _ -> new ArrayList<>())
                        .add(target(instance, metrics.get()));
            }
        }
        return byService.entrySet().stream()
                .map(each -> new TargetPool(each.getKey(), each.getValue(), List.of(), 0))
                .toList();
    }

    private static boolean isTarget(Instance instance) {
        return switch (instance.state()) {
            case READY, NOT_READY, BACKING_OFF, CRASH_LOOPING -> true;
            case STARTING -> instance.restarts() > 0;
            case STOPPING, FAILED, EXITED -> false;
        };
    }

    private static ScrapeTarget target(Instance instance, MetricsSpec metrics) {
        var spec = instance.spec();
        var url = URI.create("http://" + host(instance) + ":" + instance.port() + metrics.http());
        var labels =
                Labels.of(
                        "job", spec.service(),
                        "environment", spec.environment(),
                        "service", spec.serviceName(),
                        "version", spec.version(),
                        "instance", spec.id());
        var discovered =
                labels.toBuilder()
                        .set("__address__", url.getAuthority())
                        .set("__metrics_path__", metrics.http())
                        .set("__scheme__", "http")
                        .build();
        return new ScrapeTarget(
                discovered, labels, where(instance, url), settings(metrics.every()));
    }

    private static String host(Instance instance) {
        return instance.host().contains(":") ? "[" + instance.host() + "]" : instance.host();
    }

    /// Without a process, its port may be another's by now.
    private static ScrapeTarget.Where where(Instance instance, URI url) {
        return !instance.isThere()
                ? new ScrapeTarget.Nowhere(url, "the instance has no process: " + instance.reason())
                : new ScrapeTarget.At(url);
    }

    private static ScrapeSettings settings(Duration every) {
        return new ScrapeSettings(
                every,
                every.compareTo(LONGEST_TIMEOUT) < 0 ? every : LONGEST_TIMEOUT,
                HTTP,
                ScrapeSettings.Formats.USUAL,
                Labelling.USUAL,
                ScrapeLimits.NONE,
                false);
    }
}
