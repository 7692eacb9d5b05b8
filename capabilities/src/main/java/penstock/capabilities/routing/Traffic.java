package penstock.capabilities.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.routing.route.Conflicts;
import penstock.capabilities.routing.route.RouteController;
import penstock.capabilities.routing.route.RouteWords;
import penstock.capabilities.services.Assignment;
import penstock.capabilities.services.CachePurge;
import penstock.capabilities.services.Closure;
import penstock.capabilities.services.Demand;
import penstock.capabilities.services.ExternalSpec;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceGate;
import penstock.capabilities.services.Place;
import penstock.capabilities.services.RouteSpec;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.Target;
import penstock.capabilities.services.Whereabouts;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.Entry;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteSink;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.Upstream;
import penstock.kernel.ResourceService;
import penstock.model.Ref;
import penstock.model.Resource;

/// The one place where it is decided which instances have traffic. A table is always made of everything that is stored,
/// so publishing twice, late or after a crash comes to the same.
///
/// An instance may be stopped only after it was condemned here: the gateway serves a table without it, nothing is in
/// flight on it any more, and from then on no table will have it again (promises 1 and 4).
public final class Traffic implements InstanceGate, RouteController.Table {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final long TABLES_PER_MILLISECOND = 1_000;

    private final ResourceService resources;
    private final Demand.Source demands;
    private final Target target;
    private final DomainTable domains;
    private final RouteSink sink;
    private final InstantSource clock;
    private final Set<String> condemned = new HashSet<>();
    private final Map<String, Instant> offSince = new HashMap<>();
    private final TreeMap<Long, RouteTable> published = new TreeMap<>();

    /// Of the newest table. Two servers must never give one number to two tables: the gateway would take the second for the
    /// first, and say that it serves it. So each begins with its time, in a grain that no server publishes as fast as.
    private long version;

    /// Of the table that was looked at last for conflicts.
    private long compared;

    private Conflicts conflicts = Conflicts.NONE;

    public Traffic(
            ResourceService resources,
            Demand.Source demands,
            Target target,
            DomainTable domains,
            RouteSink sink,
            InstantSource clock) {
        this.resources = resources;
        this.demands = demands;
        this.target = target;
        this.domains = domains;
        this.sink = sink;
        this.clock = clock;
        this.version = clock.millis() * TABLES_PER_MILLISECOND;
    }

    /// Makes the table anew and hands it to the gateway if it differs from the last one, or if the gateway has seen a
    /// newer one from an earlier server.
    public synchronized void publish() {
        var instances = target.instances();
        condemned.removeIf(
                id -> instances.stream().noneMatch(instance -> instance.id().equals(id)));
        var wanted = table(instances);
        long applied = sink.applied().version();
        var last = published.lastEntry();
        if (last != null
                && last.getValue().numbered(0).equals(wanted)
                && applied <= last.getKey()) {
            return;
        }
        version = Math.max(version, applied) + 1;
        var table = wanted.numbered(version);
        published.headMap(applied).clear();
        published.put(version, table);
        sink.publish(table);
        LOG.atDebug().addKeyValue("table", version).log("routes published");
    }

    private RouteTable table(List<Instance> instances) {
        var routes = routes(instances);
        var ids = routes.stream().map(Route::id).toList();
        var limits = resources.list(RateLimit.KIND, Optional.empty());
        return new RouteTable(0, routes)
                .with(entries(routes))
                .with(domains.domains())
                .withRates(RateLimits.words(limits, ids));
    }

    private List<Route> routes(List<Instance> instances) {
        var routes = new ArrayList<Route>();
        var claims = new HashMap<String, String>();
        resources.list(Service.KIND, Optional.empty()).stream()
                .sorted(
                        Comparator.comparing(
                                (Resource<Service.Spec, Service.Status> service) -> service.ref()))
                .forEach(
                        service ->
                                route(service, instances)
                                        .filter(route -> claim(route, claims))
                                        .ifPresent(routes::add));
        return routes;
    }

    /// The entries of all resources of kind Route. Without any, nobody asks which service is the older.
    private Entries entries(List<Route> routes) {
        var list = new ArrayList<Entry>();
        resources.list(penstock.capabilities.routing.route.Route.KIND, Optional.empty()).stream()
                .sorted(Comparator.comparing(route -> route.ref()))
                .forEach(route -> list.addAll(RouteWords.entries(route, resources)));
        if (list.isEmpty()) {
            return Entries.NONE;
        }
        var ids = routes.stream().map(Route::id).collect(Collectors.toSet());
        var created = new HashMap<String, Long>();
        for (var service : resources.list(Service.KIND, Optional.empty())) {
            if (ids.contains(key(service.ref()))) {
                created.put(key(service.ref()), RouteWords.created(service));
            }
        }
        return new Entries(list, created);
    }

    @Override
    public synchronized boolean serves(List<Entry> entries) {
        var table = published.get(sink.applied().version());
        return table != null && table.entries().list().containsAll(entries);
    }

    /// In the newest table.
    @Override
    public synchronized List<Conflicts.Conflict> conflicts(String route) {
        var newest = published.lastEntry();
        if (newest != null && newest.getKey() != compared) {
            conflicts = Conflicts.of(newest.getValue());
            compared = newest.getKey();
        }
        return conflicts.of(route);
    }

    /// Two services that want the same host and path are refused when they are applied; should they exist all the same,
    /// the first by name has it.
    private static boolean claim(Route route, Map<String, String> claims) {
        if (route.isByEntriesOnly()) {
            return true;
        }
        var hosts = route.hosts().isEmpty() ? List.of("") : route.hosts();
        for (var host : hosts) {
            var other = claims.putIfAbsent(host + route.pathPrefix(), route.id());
            if (other != null) {
                LOG.atError()
                        .addKeyValue("service", route.id())
                        .addKeyValue("other", other)
                        .log("two services want the same host and path, the other has it");
                return false;
            }
        }
        return true;
    }

    private Optional<Route> route(
            Resource<Service.Spec, Service.Status> service, List<Instance> all) {
        var spec = service.spec().route();
        var demand = demands.of(service.ref());
        if (spec.isEmpty() || demand.stable().isEmpty()) {
            return Optional.empty();
        }
        var id = key(service.ref());
        var own = all.stream().filter(instance -> instance.spec().service().equals(id)).toList();
        var kept = Assignment.of(id, demand, own).kept();
        var stable = version(demand.stable().get(), kept);
        var candidate =
                demand.candidate()
                        .map(arm -> version(arm, kept))
                        .filter(found -> !found.upstreams().isEmpty());
        var pinned =
                demand.warm()
                        .filter(_ -> demand.isWarmTrusted())
                        .map(arm -> version(arm, kept))
                        .filter(found -> !found.upstreams().isEmpty());
        var closed = Closure.of(service.ref(), resources).map(closure -> closure.spec().mode());
        var split =
                new Split(
                        demand.salt(),
                        stable,
                        candidate,
                        candidate.isPresent() ? demand.weight().basisPoints() : 0,
                        baseline(demand, candidate, kept));
        var route =
                new Route(
                        id,
                        spec.get().hosts(),
                        spec.get().path(),
                        spec.get().stickyKeys(),
                        split,
                        limits(spec.get()),
                        rules(
                                spec.get()
                                        .rules(pinned, closed)
                                        .purging(CachePurge.of(service.ref(), resources)),
                                demand,
                                kept),
                        spec.get().byRoutesOnly());
        return Optional.of(route.speaking(spec.get().spoken()));
    }

    /// Only while it has as many ready instances as the candidate: with fewer it would be slower for that. Its users are with stable
    /// meanwhile.
    private Optional<RouteVersion> baseline(
            Demand demand, Optional<RouteVersion> candidate, List<Instance> kept) {
        var ready = kept.stream().filter(Instance::isReady).toList();
        return demand.baseline()
                .map(arm -> version(arm, ready))
                .filter(found -> !found.upstreams().isEmpty())
                .filter(
                        found ->
                                candidate.isPresent()
                                        && found.upstreams().size()
                                                >= candidate.get().upstreams().size());
    }

    /// Ready instances; if none is, those that were ready before, since an answer from them is better than none.
    private RouteVersion version(Demand.Arm arm, List<Instance> kept) {
        var own =
                kept.stream()
                        .filter(instance -> arm.has(instance.spec()))
                        .filter(
                                instance ->
                                        !condemned.contains(instance.id()) && instance.port() > 0)
                        .toList();
        var ready = own.stream().filter(Instance::isReady).toList();
        var usable =
                ready.isEmpty()
                        ? own.stream()
                                .filter(found -> found.state() == Instance.State.NOT_READY)
                                .toList()
                        : ready;
        var upstreams =
                preferred(arm, usable).stream()
                        .map(Traffic::upstream)
                        .sorted(Comparator.comparing(Upstream::instanceId))
                        .toList();
        return new RouteVersion(arm.version(), upstreams);
    }

    private static Upstream upstream(Instance instance) {
        var plain = new Upstream(instance.id(), instance.host(), instance.port());
        return instance.spec()
                .run()
                .tls()
                .map(tls -> plain.with(tls.words(instance.host())))
                .orElse(plain);
    }

    private static Rules rules(Rules plain, Demand demand, List<Instance> kept) {
        var weights = new HashMap<String, Integer>();
        for (var arm : demand.arms()) {
            var places = arm.elsewhere().map(Whereabouts::places).orElse(List.of());
            if (places.stream().map(Place::weight).distinct().count() > 1) {
                kept.stream()
                        .filter(instance -> arm.has(instance.spec()))
                        .forEach(
                                instance ->
                                        arm.place(instance.spec())
                                                .ifPresent(
                                                        place ->
                                                                weights.put(
                                                                        instance.id(),
                                                                        place.weight())));
            }
        }
        return plain.withClientsCounted(demand.countsClients())
                .with(plain.load().withWeights(weights));
    }

    /// Of those that somebody else runs, the ones of the best priority.
    private static List<Instance> preferred(Demand.Arm arm, List<Instance> usable) {
        int best = usable.stream().mapToInt(each -> priority(arm, each)).min().orElse(0);
        return usable.stream().filter(each -> priority(arm, each) == best).toList();
    }

    private static int priority(Demand.Arm arm, Instance instance) {
        return arm.place(instance.spec()).map(Place::priority).orElse(0);
    }

    /// Where instances are that somebody else runs, as far as is known.
    public Whereabouts whereabouts(ExternalSpec external) {
        return demands.discovery().find(external);
    }

    private static Limits limits(RouteSpec spec) {
        return new Limits(
                CONNECT_TIMEOUT, spec.timeout(), spec.idleTimeout(), spec.maxBody().bytes());
    }

    /// How the gateway divides a service's users at present, as far as it has said so.
    public synchronized Optional<Split> applied(Ref service) {
        var table = published.get(sink.applied().version());
        return table == null
                ? Optional.empty()
                : table.routes().stream()
                        .filter(route -> route.id().equals(key(service)))
                        .findFirst()
                        .map(Route::split);
    }

    /// Whether a candidate had its fresh baseline in a table that was published since this server started; false for any other.
    public synchronized boolean hasBaseline(String route, long tableVersion) {
        var table = published.get(tableVersion);
        return table != null
                && table.routes().stream()
                        .filter(found -> found.id().equals(route))
                        .anyMatch(found -> found.split().baseline().isPresent());
    }

    /// Whether the gateway serves the newest table.
    public synchronized boolean isCurrent() {
        return !published.isEmpty() && sink.applied().version() >= published.lastKey();
    }

    @Override
    public synchronized boolean condemn(String instanceId, Duration drain) {
        if (condemned.contains(instanceId)) {
            return true;
        }
        if (!isOff(instanceId)) {
            offSince.remove(instanceId);
            return false;
        }
        var since = offSince.computeIfAbsent(instanceId, _ -> clock.instant());
        boolean isDrained = sink.applied().inFlight(instanceId) == 0;
        boolean isOverdue = clock.instant().isAfter(since.plus(drain));
        if (isDrained || isOverdue) {
            condemned.add(instanceId);
            offSince.remove(instanceId);
            if (!isDrained) {
                LOG.atWarn()
                        .addKeyValue("instance", instanceId)
                        .log("stopped with requests in flight after its drain time");
            }
            return true;
        }
        return false;
    }

    /// Off: neither the newest table nor the one that the gateway serves has it, nor any between them.
    private boolean isOff(String instanceId) {
        long applied = sink.applied().version();
        if (!published.containsKey(applied)) {
            return false;
        }
        return published.tailMap(applied).values().stream()
                .noneMatch(table -> has(table, instanceId));
    }

    private static boolean has(RouteTable table, String instanceId) {
        return table.routes().stream()
                .flatMap(route -> route.versions().stream())
                .flatMap(found -> found.upstreams().stream())
                .anyMatch(upstream -> upstream.instanceId().equals(instanceId));
    }

    /// The id of a service's route: `production/shop`.
    public static String key(Ref service) {
        return service.environment().orElseThrow() + "/" + service.name();
    }
}
