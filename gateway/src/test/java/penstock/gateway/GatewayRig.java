package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.Loops;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRoom;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.proxy.Engine;
import penstock.gateway.proxy.Observing;
import penstock.gateway.routes.CacheCount;
import penstock.gateway.routes.Entries;
import penstock.gateway.routes.InFlight;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.LoadState;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Protection;
import penstock.gateway.routes.Protocol;
import penstock.gateway.routes.Rescue;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.Route;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteVersion;
import penstock.gateway.routes.Rules;
import penstock.gateway.routes.Split;
import penstock.gateway.routes.StickyKey;
import penstock.gateway.routes.TlsFault;
import penstock.gateway.routes.Upstream;

/// The data plane without a control plane: real sockets, tables applied by the test.
final class GatewayRig implements AutoCloseable {

    /// For tests of what is not about time: a busy machine meets none of them.
    static final Limits CALM =
            new Limits(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    1 << 20);

    private static final int LOOPS = 2;
    private static final ClientRoom ROOM = new ClientRoom(1_000, 1 << 24);
    private static final Duration USUAL_LOOK = Duration.ofSeconds(2);

    private final AtomicLong skipped = new AtomicLong();

    /// 0 while time passes by itself.
    private volatile long standsAt;

    private volatile @Nullable CountDownLatch stalled;
    private volatile CountDownLatch standing = new CountDownLatch(0);
    final Engine engine;
    final Loops loops;
    final InetSocketAddress address;
    private final List<Observation> seen = new ArrayList<>();
    private final List<CacheCount> caches = new ArrayList<>();
    private final Map<TlsFault, Long> faults = new EnumMap<>(TlsFault.class);
    private long version;

    GatewayRig() throws IOException {
        this(ClientRules.DEFAULT);
    }

    GatewayRig(ClientRules clients) throws IOException {
        this(clients, Transport.parse(Transport.AUTO), Observing.none(new Random(1)));
    }

    GatewayRig(ClientRules clients, Transport transport) throws IOException {
        this(clients, transport, Observing.none(new Random(1)));
    }

    GatewayRig(ClientRules clients, Observing observing) throws IOException {
        this(clients, Transport.parse(Transport.AUTO), observing);
    }

    /// By a clock of the test's own, in place of one that goes on by itself.
    GatewayRig(LongSupplier clock) throws IOException {
        this.engine = new Engine(clock, ClientRules.DEFAULT, Observing.none(new Random(1)));
        loops = new Loops(engine, Transport.parse(Transport.AUTO), LOOPS, "test", ROOM);
        address = listen(false);
    }

    /// With room for so many clients.
    GatewayRig(ClientRoom room) throws IOException {
        this(
                ClientRules.DEFAULT,
                Transport.parse(Transport.AUTO),
                Observing.none(new Random(1)),
                room);
    }

    private GatewayRig(ClientRules clients, Transport transport, Observing observing)
            throws IOException {
        this(clients, transport, observing, ROOM);
    }

    private GatewayRig(
            ClientRules clients, Transport transport, Observing observing, ClientRoom room)
            throws IOException {
        this(clients, transport, observing, room, USUAL_LOOK);
    }

    /// Looks at files of addresses so often.
    static GatewayRig looking(ClientRules clients, Duration every) throws IOException {
        return new GatewayRig(
                clients,
                Transport.parse(Transport.AUTO),
                Observing.none(new Random(1)),
                new ClientRoom(1_000, 1 << 24),
                every);
    }

    private GatewayRig(
            ClientRules clients,
            Transport transport,
            Observing observing,
            ClientRoom room,
            Duration addressLook)
            throws IOException {
        engine = new Engine(this::time, clients, observing, addressLook);
        loops = new Loops(engine, transport, LOOPS, "test", room);
        address = listen(false);
    }

    private long time() {
        CountDownLatch latch = stalled;
        if (latch != null && Thread.currentThread().getName().startsWith("gateway")) {
            standing.countDown();
            await(latch);
        }
        return (standsAt == 0 ? System.nanoTime() : standsAt) + skipped.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets all loops stand, as on a machine that has no time for them, while something is done.
    void stall(Step meanwhile) throws Exception {
        var over = new CountDownLatch(1);
        standing = new CountDownLatch(LOOPS);
        stalled = over;
        try {
            await(standing);
            meanwhile.run();
        } finally {
            stalled = null;
            over.countDown();
        }
    }

    /// Something done in a test.
    interface Step {
        void run() throws Exception;
    }

    /// Listens on one more address.
    InetSocketAddress listen(boolean isTls) throws IOException {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return loops.listen(ListenerSource.bind(new ListenAddress(anyPort, isTls)));
    }

    GatewayRig serve(Route... routes) {
        engine.apply(new RouteTable(version++, List.of(routes)));
        return this;
    }

    GatewayRig serve(Entries entries, Route... routes) {
        engine.apply(new RouteTable(version++, List.of(routes)).with(entries));
        return this;
    }

    GatewayRig serveStable(Place... instances) {
        return serve(route(Split.all(version("v1", instances))));
    }

    GatewayRig serveCandidate(Place stable, Place candidate, int basisPoints) {
        return serve(route(split(version("v1", stable), version("v2", candidate), basisPoints)));
    }

    static Route route(Split split) {
        return route(split, CALM);
    }

    static Route route(Split split, Limits limits) {
        return route(split, limits, Rules.DEFAULT);
    }

    static Route route(Split split, Rules rules) {
        return route(split, CALM, rules);
    }

    static Route route(Split split, Limits limits, Rules rules) {
        return new Route(
                "production/shop",
                List.of(),
                "/",
                List.of(new StickyKey.Cookie("uid")),
                split,
                limits,
                rules);
    }

    static Rules rules(Rescue rescue) {
        return Rules.DEFAULT.with(rescue);
    }

    static Split split(RouteVersion stable, RouteVersion candidate, int basisPoints) {
        return new Split("salt", stable, Optional.of(candidate), basisPoints);
    }

    static RouteVersion version(String id, Place... instances) {
        List<Upstream> upstreams = new ArrayList<>();
        for (Place instance : instances) {
            upstreams.add(new Upstream(id + "-" + instance.port(), "127.0.0.1", instance.port()));
        }
        return new RouteVersion(id, upstreams);
    }

    /// A version whose instances speak HTTP/2.
    static RouteVersion http2(String id, Place... instances) {
        RouteVersion version = version(id, instances);
        return new RouteVersion(
                id,
                version.upstreams().stream()
                        .map(
                                one ->
                                        new Upstream(
                                                one.instanceId(),
                                                one.host(),
                                                one.port(),
                                                Protocol.HTTP_2))
                        .toList());
    }

    RawClient client() throws IOException {
        return new RawClient(address);
    }

    /// From now on only `advance` moves the clock: what follows is the same on a machine that has no time for it.
    GatewayRig standing() {
        standsAt = System.nanoTime();
        return this;
    }

    /// Moves the clock of all time limits.
    void advance(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    /// Everything observed so far of a version, but for requests that asked for it.
    Observation observed(String versionId) {
        take();
        return seen.stream()
                .filter(one -> one.versionId().equals(versionId))
                .filter(one -> one.role() == Role.STABLE || one.role() == Role.CANDIDATE)
                .reduce(Observation::plus)
                .orElseThrow(
                        () -> new AssertionError("nothing observed of " + versionId + ": " + seen));
    }

    /// How many requests of a version were observed in a role.
    long observed(String versionId, Role role) {
        return observed(versionId, role, Observation::requests);
    }

    /// The sum of a figure of a version in a role.
    long observed(String versionId, Role role, ToLongFunction<Observation> figure) {
        take();
        return seen.stream()
                .filter(one -> one.versionId().equals(versionId) && one.role() == role)
                .mapToLong(figure)
                .sum();
    }

    boolean hasObserved(String versionId) {
        take();
        return seen.stream().anyMatch(one -> one.versionId().equals(versionId));
    }

    /// What caches have told so far.
    List<CacheCount> caches() {
        take();
        return List.copyOf(caches);
    }

    /// What spared a version's instances in a role.
    Protection protection(String versionId, Role role) {
        take();
        return seen.stream()
                .filter(one -> one.versionId().equals(versionId) && one.role() == role)
                .map(Observation::protection)
                .reduce(Protection.NONE, Protection::plus);
    }

    /// What the load rules have come to.
    LoadState load() {
        return engine.look().load();
    }

    /// How many requests wait for an instance of the route's versions to have less to do.
    int waitsFor(String routeId) {
        return (int)
                load().routes().stream()
                        .filter(load -> load.routeId().equals(routeId))
                        .mapToLong(LoadState.Load::queued)
                        .sum();
    }

    List<InFlight> inFlight() {
        return take().inFlight();
    }

    /// How often TLS with instances has failed so far, and why.
    Map<TlsFault, Long> faults() {
        take();
        return Map.copyOf(faults);
    }

    private Engine.Snapshot take() {
        Engine.Snapshot taken = engine.take();
        taken.edge().tls().forEach(one -> faults.merge(one.fault(), one.failures(), Long::sum));
        seen.addAll(taken.observations());
        caches.addAll(taken.caches());
        return taken;
    }

    @Override
    public void close() {
        loops.close();
        engine.close();
    }
}
