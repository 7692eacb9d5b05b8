package penstock.gateway.proxy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.Domains;
import penstock.gateway.routes.EdgeCounts;
import penstock.gateway.routes.EncodingCount;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RateCount;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.SizeCount;
import penstock.gateway.routes.TlsCount;
import penstock.gateway.routes.Upstream;

/// What all loops share: the current table, the instances, the counts. Tables are applied and counts taken from other threads.
public final class Engine {

    /// What was counted since the last time, together with the table and the requests in flight at that moment.
    public record Snapshot(
            long appliedVersion,
            List<Observation> observations,
            List<RateCount> rates,
            List<CacheCount> caches,
            List<InFlight> inFlight,
            LoadState load,
            EdgeCounts edge) {
        public Snapshot {
            observations = List.copyOf(observations);
            rates = List.copyOf(rates);
            caches = List.copyOf(caches);
            inFlight = List.copyOf(inFlight);
        }
    }

    /// Before the id of the version, in what is remembered of its fresh instances.
    private static final String BASELINE = "baseline ";

    private record ArmKey(String routeId, String versionId, Role role) {}

    final LongSupplier nanoTime;
    final ClientRules clients;
    final ClientMemory clientMemory = new ClientMemory();
    final FailingClients failingClients = new FailingClients(clientMemory);

    /// Clients whose requests were answered 4xx, apart from the failing ones, as there may be many more of them.
    final FailingClients refusedClients = new FailingClients(clientMemory);

    /// For request bodies that are kept to be sent once more. Where it is used up, bodies just pass through.
    final BodyMemory bodyMemory = new BodyMemory(16L << 20);

    /// For what has come on streams and nobody takes yet. Where it is used up, such streams end.
    final BodyMemory heldMemory = new BodyMemory(64L << 20);

    /// For what compresses answers. Where it is used up, answers go out as they are.
    final BodyMemory encodingMemory = new BodyMemory(64L << 20);

    /// Of requests that are too large for any route.
    final SizeStats unread = new SizeStats();

    final RateLimits rateLimits;
    final Caches caches = new Caches();
    private final AccessLists access;
    final Observing observing;

    private final Map<ArmKey, ArmStats> stats = new ConcurrentHashMap<>();
    private final Map<String, RouteMemory> memories = new HashMap<>();
    private final Set<Instance> retired = new HashSet<>();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private volatile LiveTable table = LiveTable.none();
    private volatile Consumer<Domains> onDomains = domains -> {};
    private volatile Consumer<Set<TlsTarget.Way>> onWays = ways -> {};

    /// `nanoTime` is the clock of time limits and latencies.
    public Engine(LongSupplier nanoTime, ClientRules clients) {
        this(nanoTime, clients, Observing.none(new SecureRandom()));
    }

    public Engine(LongSupplier nanoTime, ClientRules clients, Observing observing) {
        this(nanoTime, clients, observing, AccessLists.LOOK);
    }

    /// @param addressLook the time between two looks whether files of addresses have changed
    public Engine(
            LongSupplier nanoTime, ClientRules clients, Observing observing, Duration addressLook) {
        this.access = new AccessLists(addressLook);
        this.nanoTime = nanoTime;
        this.clients = clients;
        this.observing = observing;
        this.rateLimits = new RateLimits(observing.random());
    }

    /// The part of the engine that lives on one loop, with at most so many client connections. `idPrefix` makes request ids
    /// unique among loops and processes.
    public Worker newWorker(Loop loop, String idPrefix, ClientRoom room) {
        var worker = new Worker(this, loop, idPrefix, room);
        workers.add(worker);
        return worker;
    }

    LiveTable table() {
        return table;
    }

    /// Has someone told which domains there are, now and before each table that is applied.
    public synchronized void onDomains(Consumer<Domains> listener) {
        onDomains = listener;
        listener.accept(table.domains);
    }

    /// Has someone told in which ways TLS is spoken with instances, now and before each table that is applied: with those of the
    /// table, and with others that may still have requests.
    public synchronized void onWays(Consumer<Set<TlsTarget.Way>> listener) {
        onWays = listener;
        listener.accept(ways(List.of(table.instances.values(), retired)));
    }

    private static Set<TlsTarget.Way> ways(List<Collection<Instance>> all) {
        Set<TlsTarget.Way> ways = new HashSet<>();
        for (Collection<Instance> some : all) {
            for (Instance instance : some) {
                if (instance.tls != null) {
                    ways.add(instance.tls.way());
                }
            }
        }
        return ways;
    }

    public ClientRules clients() {
        return clients;
    }

    public long appliedVersion() {
        return table.version;
    }

    /// Makes a table current for every request that begins from now on. A table that is not newer is ignored; false then.
    /// Looks up host names, so not on a loop.
    public synchronized boolean apply(RouteTable wanted) {
        LiveTable before = table;
        if (wanted.version() <= before.version) {
            return false;
        }
        Map<String, Instance> instances = new HashMap<>();
        List<LiveRoute> routes = new ArrayList<>();
        access.retain(wanted);
        for (Route route : wanted.routes()) {
            RouteMemory memory = memories.computeIfAbsent(route.id(), id -> new RouteMemory());
            routes.add(
                    new LiveRoute(
                            route,
                            arms(route, instances),
                            memory,
                            caches.of(route),
                            access.of(route)));
            memory.retain(
                    route.versions().stream()
                            .flatMap(one -> Stream.of(one.id(), BASELINE + one.id()))
                            .collect(Collectors.toSet()));
        }
        caches.keep(wanted.routes());
        onDomains.accept(wanted.domains());
        onWays.accept(ways(List.of(instances.values(), before.instances.values(), retired)));
        table =
                new LiveTable(
                        wanted,
                        routes,
                        instances,
                        route -> mirror(route.route, instances),
                        rateLimits.apply(wanted.rates()),
                        access);
        retired.addAll(before.instances.values());
        retired.removeAll(instances.values());
        memories.keySet().retainAll(wanted.routes().stream().map(Route::id).toList());
        workers.forEach(Worker::onTable);
        return true;
    }

    private Map<Role, Arm> arms(Route route, Map<String, Instance> instances) {
        Map<Role, Arm> arms = new EnumMap<>(Role.class);
        arms.put(Role.STABLE, arm(route, route.split().stable(), Role.STABLE, instances));
        if (route.split().candidate().isPresent()) {
            RouteVersion candidate = route.split().candidate().get();
            arms.put(Role.CANDIDATE, arm(route, candidate, Role.CANDIDATE, instances));
            if (route.rules().shadow().isPresent()) {
                arms.put(Role.SHADOW, arm(route, candidate, Role.SHADOW, instances));
            }
            if (!route.rules().testers().isEmpty()) {
                arms.put(Role.TESTER, arm(route, candidate, Role.TESTER, instances));
            }
        }
        route.split()
                .baseline()
                .ifPresent(
                        version ->
                                arms.put(
                                        Role.BASELINE,
                                        arm(route, version, Role.BASELINE, instances)));
        countClients(route, arms);
        route.rules()
                .pin()
                .version()
                .filter(version -> !version.upstreams().isEmpty())
                .ifPresent(
                        version ->
                                arms.put(Role.PINNED, arm(route, version, Role.PINNED, instances)));
        return arms;
    }

    /// Copies for another service go to its stable version, and are counted apart like those for a candidate.
    private Arm mirror(Route route, Map<String, Instance> instances) {
        return arm(route, route.split().stable(), Role.SHADOW, instances);
    }

    /// Only while there is something to compare.
    private void countClients(Route route, Map<Role, Arm> arms) {
        boolean isOn = route.rules().countsClients() && route.split().candidate().isPresent();
        long requestNanos =
                route.limits().connectTimeout().plus(route.limits().requestTimeout()).toNanos();
        for (Role role : List.of(Role.STABLE, Role.CANDIDATE, Role.BASELINE)) {
            Arm arm = arms.get(role);
            if (arm != null) {
                arm.stats.countClients(isOn, requestNanos, clientMemory);
            }
        }
    }

    private Arm arm(Route route, RouteVersion version, Role role, Map<String, Instance> instances) {
        List<Instance> found = new ArrayList<>();
        for (Upstream upstream : version.upstreams()) {
            found.add(instances.computeIfAbsent(upstream.instanceId(), id -> known(upstream)));
        }
        var key = new ArmKey(route.id(), version.id(), role);
        long now = nanoTime.getAsLong();
        VersionMemory memory =
                Objects.requireNonNull(memories.get(route.id()))
                        .version((role == Role.BASELINE ? BASELINE : "") + version.id(), now);
        return new Arm(
                stats.computeIfAbsent(key, k -> new ArmStats(k.routeId(), k.versionId(), k.role())),
                found,
                route.rules().load(),
                memory,
                now);
    }

    /// A connection to the instance is wanted, and as many are open as may be: each loop closes one that is idle. From any thread.
    void makeRoom(Instance instance) {
        workers.forEach(worker -> worker.loop.execute(() -> worker.closeIdle(instance)));
    }

    private Instance known(Upstream upstream) {
        Instance current = table.instances.get(upstream.instanceId());
        if (current != null && current.upstream.equals(upstream)) {
            return current;
        }
        long now = nanoTime.getAsLong();
        Optional<Instance> back =
                retired.stream().filter(instance -> instance.upstream.equals(upstream)).findFirst();
        back.ifPresent(instance -> instance.back(now));
        return back.orElseGet(() -> new Instance(upstream, now));
    }

    /// Takes the counts away and looks at what is in flight.
    public synchronized Snapshot take() {
        LiveTable current = table;
        List<Observation> observations = new ArrayList<>();
        Set<ArmStats> inUse = new HashSet<>();
        long now = nanoTime.getAsLong();
        current.arms().forEach(arm -> inUse.add(arm.stats));
        stats.values()
                .removeIf(
                        arm -> {
                            // Quiet is asked first: a request that begins after it steps back, as
                            // the table has changed (see Instance).
                            boolean isOver = !inUse.contains(arm) && arm.isQuiet();
                            Observation taken = arm.take(now);
                            if (taken != null) {
                                observations.add(taken);
                            }
                            if (isOver) {
                                arm.countClients(false, 0, clientMemory);
                            }
                            return isOver;
                        });
        return new Snapshot(
                current.version,
                observations,
                rateLimits.take(Math.floorDiv(now, 1_000)),
                caches.take(),
                inFlight(current),
                load(current),
                edge(current));
    }

    private EdgeCounts edge(LiveTable current) {
        List<EncodingCount> encodings = new ArrayList<>();
        List<SizeCount> sizes = new ArrayList<>(unread.take(Optional.empty()));
        memories.forEach(
                (id, memory) -> {
                    encodings.addAll(memory.encodings.take(id));
                    sizes.addAll(memory.sizes.take(Optional.of(id)));
                });
        List<TlsCount> tls = new ArrayList<>();
        for (Arm arm : current.arms()) {
            tls.addAll(TlsTarget.take(arm));
        }
        return new EdgeCounts(encodings, access.take(), tls, sizes);
    }

    /// As [#take], but leaves the counts where they are.
    public synchronized Snapshot look() {
        LiveTable current = table;
        return new Snapshot(
                current.version,
                List.of(),
                List.of(),
                List.of(),
                inFlight(current),
                load(current),
                EdgeCounts.NONE);
    }

    private LoadState load(LiveTable current) {
        long now = nanoTime.getAsLong();
        List<String> ejected =
                current.instances.values().stream()
                        .filter(one -> one.isEjected(now))
                        .map(one -> one.upstream.instanceId())
                        .sorted()
                        .toList();
        List<LoadState.Load> loads =
                current.routes().stream().flatMap(route -> route.load().stream()).toList();
        return new LoadState(ejected, loads);
    }

    private List<InFlight> inFlight(LiveTable current) {
        Map<String, Long> counts = new TreeMap<>();
        current.instances
                .values()
                .forEach(one -> counts.merge(one.upstream.instanceId(), one.inFlight(), Long::sum));
        retired.removeIf(
                one -> {
                    long count = one.inFlight();
                    counts.merge(one.upstream.instanceId(), count, Long::sum);
                    return count == 0;
                });
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> new InFlight(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// Stops looking at files of addresses.
    public void close() {
        access.close();
    }
}
