package penstock.capabilities.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import penstock.capabilities.services.InstanceSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Protection;
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
    private final CacheCounts caches = new CacheCounts();
    private final Map<String, Boolean> busy = new TreeMap<>();
    private final Set<String> wereEjected = new TreeSet<>();

    private record Arm(String route, String version, Role role) {}

    private record Sum(Observation total, Instant at) {}

    private record Heard(Iterable<InFlight> inFlight, LoadState load, Instant at) {}

    /// @param instances finds what an instance is of
    Traffic(InstantSource clock, Function<String, Optional<InstanceSpec>> instances) {
        this.clock = clock;
        this.instances = instances;
    }

    synchronized void accept(GatewayReport report) {
        var now = clock.instant();
        heard.put(report.gatewayId(), new Heard(report.inFlight(), report.load(), now));
        if (taken.getOrDefault(report.gatewayId(), 0L) >= report.sequence()) {
            return;
        }
        taken.put(report.gatewayId(), report.sequence());
        rates.accept(report.rates(), now);
        edge.accept(report.edge(), now);
        caches.accept(report.caches(), now);
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
        caches.tell(now.minus(FORGOTTEN), figures);
        heard.values().removeIf(one -> one.at().plus(SILENT).isBefore(now));
        tellInFlight(figures);
        tellLoad(figures);
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
        tellProtection(total.protection(), labels, figures);
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

    /// Only where there is something to tell, as most services have no such rules.
    private static void tellProtection(Protection total, Labels labels, Figures figures) {
        if (total.equals(Protection.NONE)) {
            return;
        }
        figures.counter(labels.with(Labels.NAME, Meaning.EJECTIONS), total.ejections());
        figures.counter(labels.with(Labels.NAME, Meaning.OPENINGS), total.openings());
        figures.counter(labels.with(Labels.NAME, Meaning.RETRIED), total.retries());
        var shed = labels.with(Labels.NAME, Meaning.SHED);
        figures.counter(shed.with("reason", "breaker-open"), total.open());
        figures.counter(shed.with("reason", "breaker-full"), total.full());
        figures.counter(shed.with("reason", "overloaded"), total.overloaded());
        figures.counter(shed.with("reason", "would-shed"), total.wouldShed());
    }

    private static Labels labels(Observation of) {
        return labels(of.routeId())
                .with("version", of.versionId())
                .with("role", of.role().name().toLowerCase(Locale.ROOT));
    }

    /// The id of a route is `environment/service`.
    private static Labels labels(String route) {
        int slash = route.indexOf('/');
        return Labels.builder()
                .set("job", "gateway")
                .set("environment", slash < 0 ? "" : route.substring(0, slash))
                .set("service", route.substring(slash + 1))
                .build();
    }

    /// Each gateway has limits and queues of its own, which add up.
    private void tellLoad(Figures figures) {
        var loads = new TreeMap<String, LoadState.Load>();
        var ejected = new TreeSet<String>();
        for (var one : heard.values()) {
            ejected.addAll(one.load().ejected());
            one.load().routes().forEach(load -> loads.merge(load.routeId(), load, Traffic::sum));
        }
        loads.forEach((route, load) -> tell(load, labels(route), figures));
        wereEjected.addAll(ejected);
        wereEjected.removeIf(id -> instances.apply(id).isEmpty());
        for (var id : wereEjected) {
            InstanceSpec spec = specOf(id);
            if (spec != null) {
                figures.gauge(
                        labels(spec.service())
                                .with("version", spec.version())
                                .with("instance", id)
                                .with(Labels.NAME, Meaning.EJECTED),
                        ejected.contains(id) ? 1 : 0);
            }
        }
    }

    private static LoadState.Load sum(LoadState.Load one, LoadState.Load other) {
        return new LoadState.Load(
                one.routeId(),
                one.limit() + other.limit(),
                one.waiting() + other.waiting(),
                one.queued() + other.queued());
    }

    private static void tell(LoadState.Load load, Labels labels, Figures figures) {
        if (load.limit() > 0) {
            figures.gauge(labels.with(Labels.NAME, Meaning.LIMIT), load.limit());
            figures.gauge(labels.with(Labels.NAME, Meaning.WAITING), load.waiting());
        }
        figures.gauge(labels.with(Labels.NAME, Meaning.QUEUED), load.queued());
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
