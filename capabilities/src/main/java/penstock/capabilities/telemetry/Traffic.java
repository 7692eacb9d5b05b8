package penstock.capabilities.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.capabilities.services.InstanceSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Trouble;
import penstock.metrics.labels.Labels;

/// What the gateways reported, summed up since the server started. A report counts once, however often it is sent.
final class Traffic {
    /// A version that nobody asked for this long is forgotten; should it come back, its counters begin anew.
    static final Duration FORGOTTEN = Duration.ofHours(1);

    /// A gateway that is silent this long has nothing in flight any more.
    private static final Duration SILENT = Duration.ofSeconds(10);

    /// More than there are on any machine: what a gateway gone wrong could make up otherwise.
    private static final int MOST_ARMS = 10_000;

    private final InstantSource clock;
    private final Function<String, Optional<InstanceSpec>> instances;
    private final Map<String, Long> taken = new HashMap<>();
    private final Map<Arm, Sum> sums = new HashMap<>();
    private final Map<String, Heard> heard = new HashMap<>();
    private final RateCounts rates = new RateCounts();
    private final EdgeSums edge = new EdgeSums();
    private final Map<String, Boolean> busy = new TreeMap<>();

    private record Arm(String route, String version, Role role) {}

    private record Sum(Observation total, Instant at) {}

    private record Heard(Iterable<InFlight> inFlight, Instant at) {}

    /// @param instances finds what an instance is of
    Traffic(InstantSource clock, Function<String, Optional<InstanceSpec>> instances) {
        this.clock = clock;
        this.instances = instances;
    }

    synchronized void accept(GatewayReport report) {
        var now = clock.instant();
        heard.put(report.gatewayId(), new Heard(report.inFlight(), now));
        if (taken.getOrDefault(report.gatewayId(), 0L) >= report.sequence()) {
            return;
        }
        taken.put(report.gatewayId(), report.sequence());
        rates.accept(report.rates(), now);
        edge.accept(report.edge(), now);
        for (var each : report.observations()) {
            var arm = new Arm(each.routeId(), each.versionId(), each.role());
            if (sums.containsKey(arm) || sums.size() < MOST_ARMS) {
                sums.merge(
                        arm,
                        new Sum(each, now),
                        (known, more) -> new Sum(known.total().plus(more.total()), now));
            }
        }
    }

    /// Tells all sums and what is in flight.
    synchronized void tell(Figures figures) {
        var now = clock.instant();
        sums.values().removeIf(sum -> sum.at().plus(FORGOTTEN).isBefore(now));
        sums.values().forEach(sum -> tell(sum.total(), figures));
        rates.tell(now.minus(FORGOTTEN), figures);
        edge.tell(now.minus(FORGOTTEN), figures);
        heard.values().removeIf(one -> one.at().plus(SILENT).isBefore(now));
        tellInFlight(figures);
    }

    private static void tell(Observation total, Figures figures) {
        var labels = labels(total);
        var status = total.status();
        var requests = labels.with(Labels.NAME, Meaning.REQUESTS);
        figures.counter(requests.with("status", "1xx"), status.informational());
        figures.counter(requests.with("status", "2xx"), status.successful());
        figures.counter(requests.with("status", "3xx"), status.redirected());
        figures.counter(requests.with("status", "4xx"), status.clientErrors());
        figures.counter(requests.with("status", "5xx"), status.serverErrors());
        figures.counter(labels.with(Labels.NAME, Meaning.FAILED), total.failedRequests());
        figures.counter(labels.with(Labels.NAME, Meaning.RESCUED), total.rescued());
        figures.counter(labels.with(Labels.NAME, Meaning.UPSTREAM_ERRORS), total.upstreamErrors());
        tellTroubles(total, labels, figures);
        figures.histogram(
                labels.with(Labels.NAME, Meaning.DURATION), Latency.histogram(total.latency()));
    }

    private static void tellTroubles(Observation total, Labels labels, Figures figures) {
        var troubled = labels.with(Labels.NAME, Meaning.TROUBLED);
        for (var trouble : Trouble.values()) {
            var name = trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
            figures.counter(troubled.with("class", name), total.troubles().of(trouble).requests());
        }
        var unserved = total.unserved();
        figures.counter(troubled.with("class", "shed"), unserved.shed());
        figures.counter(troubled.with("class", "refused"), unserved.refused());
        figures.counter(troubled.with("class", "abandoned"), unserved.abandoned());
    }

    /// The id of a route is `environment/service`.
    private static Labels labels(Observation of) {
        var route = of.routeId();
        int slash = route.indexOf('/');
        return Labels.builder()
                .set("job", "gateway")
                .set("environment", slash < 0 ? "" : route.substring(0, slash))
                .set("service", route.substring(slash + 1))
                .set("version", of.versionId())
                .set("role", of.role().name().toLowerCase(Locale.ROOT))
                .build();
    }

    /// An instance that was busy once is told as long as it exists, also with 0.
    private void tellInFlight(Figures figures) {
        var counts = new HashMap<String, Long>();
        for (var one : heard.values()) {
            for (var each : one.inFlight()) {
                counts.merge(each.instanceId(), each.count(), Long::sum);
                busy.put(each.instanceId(), true);
            }
        }
        busy.keySet().removeIf(id -> instances.apply(id).isEmpty());
        for (var id : busy.keySet()) {
            InstanceSpec spec = specOf(id);
            if (spec != null) {
                var labels =
                        Labels.builder()
                                .set(Labels.NAME, Meaning.ACTIVE)
                                .set("job", "gateway")
                                .set("environment", spec.environment())
                                .set("service", spec.serviceName())
                                .set("version", spec.version())
                                .set("instance", id)
                                .build();
                figures.gauge(labels, counts.getOrDefault(id, 0L));
            }
        }
    }

    private @Nullable InstanceSpec specOf(String id) {
        return instances.apply(id).orElse(null);
    }
}
