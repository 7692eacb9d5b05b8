package penstock.server.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import penstock.capabilities.Capabilities;
import penstock.capabilities.checks.AskedSource;
import penstock.capabilities.checks.CheckRunner;
import penstock.capabilities.checks.Gauge;
import penstock.capabilities.rollout.Demands;
import penstock.capabilities.rollout.Evidences;
import penstock.capabilities.rollout.FigureWatch;
import penstock.capabilities.rollout.Judging;
import penstock.capabilities.rollout.RolloutController;
import penstock.capabilities.routing.DomainController;
import penstock.capabilities.routing.DomainTable;
import penstock.capabilities.routing.Expiries;
import penstock.capabilities.routing.Traffic;
import penstock.capabilities.routing.route.RouteController;
import penstock.capabilities.services.ArtefactStore;
import penstock.capabilities.services.Closure;
import penstock.capabilities.services.Environment;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.Service;
import penstock.capabilities.services.ServiceController;
import penstock.capabilities.services.external.ExternalTarget;
import penstock.capabilities.services.external.Lookups;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.capabilities.services.process.ProcessTarget;
import penstock.capabilities.telemetry.Telemetry;
import penstock.capabilities.telemetry.detectors.DetectorController;
import penstock.capabilities.telemetry.detectors.Watching;
import penstock.kernel.Change;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Access;
import penstock.kernel.access.Principal;
import penstock.kernel.control.ControlLoop;
import penstock.kernel.control.ControlSettings;
import penstock.kernel.control.SystemTimer;
import penstock.kernel.store.Store;
import penstock.metrics.source.MetricSource;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Size;
import penstock.server.api.Artefacts;
import penstock.server.api.GatewayLink;
import penstock.server.api.LogSource;

/// Everything that acts: the target, the controllers, routing and judging, put together by hand.
///
/// The order matters. Instances are adopted before the first route table is made, so that a restart of the server never
/// takes one out of traffic; routes follow every change of a service, a rollout or an instance.
public final class ControlPlane implements AutoCloseable {
    private final ResourceService resources;
    private final ArtefactStore artefacts;
    private final ProcessTarget processes;
    private final ExternalTarget external;
    private final Lookups lookups;
    private final Targets target;
    private final Judging judging;
    private final CheckRunner checks;
    private final Telemetry telemetry;
    private final Watching watching;
    private final GatewayRoutes gateway;
    private final DomainTable domains;
    private final Expiries expiries = new Expiries();
    private final Traffic traffic;
    private final Demands demands;
    private final RolloutController rollouts;
    private final LeftOrders orders;
    private final SystemTimer timer;
    private final ControlLoop loop;
    private final ArtefactSweep sweep;
    private final Follower follower;
    private volatile Optional<AskedSource> asked = Optional.empty();
    private volatile Runnable instanceListener = () -> {};

    private ControlPlane(
            Store store,
            ProcessSettings processes,
            Size artefactLimit,
            SystemTimer timer,
            Around around) {
        var data = processes.data();
        this.timer = timer;
        artefacts = new ArtefactStore(data.resolve("artefacts"), artefactLimit, timer);
        this.processes = new ProcessTarget(processes, timer);
        external = new ExternalTarget(data, timer);
        target = new Targets(this.processes, external);
        judging = new Judging(data.resolve("evidence"), timer);
        // Samples are dated by the clock of the machine.
        checks = new CheckRunner(new Gauge(() -> asked, InstantSource.system()));
        var capabilities = Capabilities.all(target, this::released, judging, checks, timer);
        resources = new ResourceService(store, Access.administratorOnly(), timer, capabilities);
        lookups = new Lookups(this::placesChanged);
        demands = new Demands(resources, lookups);
        // By the clock that clients ask by: their "now" is that of the machine.
        telemetry =
                new Telemetry(
                        data,
                        InstantSource.system(),
                        id -> target.instance(id).map(Instance::spec));
        gateway =
                new GatewayRoutes(
                        judging, telemetry::accept, this::gatewayChanged, System::nanoTime);
        var certificates = data.resolve("certificates");
        domains = new DomainTable(resources, certificates);
        traffic = new Traffic(resources, demands, target, domains, gateway, timer);
        orders = new LeftOrders(data, resources, judging, timer);
        rollouts = new RolloutController(resources, target, traffic, judging, checks, timer);
        var services =
                new ServiceController(
                        resources,
                        demands,
                        target,
                        traffic,
                        new ServiceController.Files(this::file, certificates),
                        timer);
        watching = new Watching(data.resolve("detectors"), InstantSource.system());
        var settings = ControlSettings.usual(RandomGenerator.getDefault());
        loop =
                new ControlLoop(
                        resources,
                        List.of(
                                around.controller(rollouts),
                                around.controller(services),
                                new RouteController(resources, traffic, timer),
                                new DetectorController(watching, timer),
                                new DomainController(domains, expiries, InstantSource.system())),
                        timer,
                        data.toString(),
                        settings);
        sweep = new ArtefactSweep(artefacts, resources, target, timer);
        follower = new Follower(resources, traffic::publish, loop::wake);
        rollouts.onWake(loop::wake);
        watching.onNews(loop::wake);
        judging.onVerdict(loop::wakeUrgently);
        judging.onBaseline(traffic::hasBaseline);
        target.onChange(this::instanceChanged);
        telemetry.include(
                figures -> CertificateFigures.tell(expiries, InstantSource.system(), figures));
    }

    /// Puts the parts together and takes over what an earlier server left: first the orders that were given since, then
    /// what runs.
    ///
    /// @param artefactLimit larger ones are refused
    public static ControlPlane open(Store store, ProcessSettings processes, Size artefactLimit) {
        return open(store, processes, artefactLimit, Around.NOTHING);
    }

    /// @param around what is put around the store and the controllers
    public static ControlPlane open(
            Store store, ProcessSettings processes, Size artefactLimit, Around around) {
        var timer = new SystemTimer();
        var plane = new ControlPlane(around.store(store), processes, artefactLimit, timer, around);
        plane.artefacts.open();
        plane.takeOrders();
        plane.rollouts.resume();
        plane.processes.open();
        plane.external.open();
        return plane;
    }

    /// Takes the orders that were given while no server could be found.
    public void takeOrders() {
        orders.take();
    }

    private Optional<Path> file(String digest) {
        return artefacts.find(digest).map(found -> artefacts.path(digest));
    }

    private Optional<Path> released(String digest) {
        artefacts.touch(digest);
        return file(digest);
    }

    /// Begins to act.
    public void start() {
        makeFirstEnvironment();
        traffic.publish();
        follower.start();
        loop.start(leftBehind());
        sweep.start();
    }

    private void makeFirstEnvironment() {
        if (resources.list(Environment.KIND, Optional.empty()).isEmpty()) {
            var ref = Ref.global(Environment.KIND.name(), new Name("production"));
            var spec = new Environment.Spec("Made at the first start.", Map.of());
            resources.apply(
                    Change.of(
                            Environment.KIND,
                            ref,
                            spec,
                            Principal.controller("setup"),
                            "first start"));
        }
    }

    /// Services that may still have instances or be closed though they were deleted.
    private List<Ref> leftBehind() {
        var closed =
                resources.list(Closure.KIND, Optional.empty()).stream()
                        .map(closure -> Closure.service(closure.ref()));
        return Stream.concat(target.instances().stream().map(ControlPlane::service), closed)
                .distinct()
                .toList();
    }

    private static Ref service(Instance instance) {
        var spec = instance.spec();
        return Ref.in(
                new Name(spec.environment()), Service.KIND.name(), new Name(spec.serviceName()));
    }

    private void instanceChanged(String id) {
        traffic.publish();
        target.instance(id).ifPresent(instance -> follower.wakeAround(service(instance)));
        instanceListener.run();
    }

    private void placesChanged(String service) {
        traffic.publish();
        int slash = service.indexOf('/');
        follower.wakeAround(
                Ref.in(
                        new Name(service.substring(0, slash)),
                        Service.KIND.name(),
                        new Name(service.substring(slash + 1))));
    }

    /// Lets checks ask for metrics.
    ///
    /// @return ends all checks, before the source does
    public AutoCloseable ask(AskedSource source) {
        asked = Optional.of(source);
        return checks;
    }

    /// All instances there are.
    public List<Instance> instances() {
        return target.instances();
    }

    /// Calls the listener whenever an instance has changed. It returns quickly.
    public void onInstanceChange(Runnable listener) {
        instanceListener = listener;
    }

    private void gatewayChanged() {
        traffic.publish();
        resources
                .list(Service.KIND, Optional.empty())
                .forEach(service -> follower.wakeAround(service.ref()));
        follower.wakeRoutes(Optional.empty());
    }

    public ResourceService resources() {
        return resources;
    }

    public Artefacts uploads() {
        return new UploadedArtefacts(artefacts);
    }

    public GatewayLink gatewayLink() {
        return gateway;
    }

    /// Reads what rollouts are judged by besides what gateways report.
    public FigureWatch figureWatch(MetricSource source) {
        return new FigureWatch(judging, source, InstantSource.system());
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    public Watching watching() {
        return watching;
    }

    /// Says that a gateway's process is gone, by the id it reports with.
    public void gatewayEnded(String id) {
        gateway.ended(id);
    }

    public LogSource logs() {
        return new InstanceLogs(target);
    }

    public Evidences evidence() {
        return judging.evidences();
    }

    /// Stops acting; instances and gateway go on.
    @Override
    public void close() {
        sweep.close();
        loop.close();
        follower.close();
        lookups.close();
        external.close();
        processes.close();
        timer.close();
    }
}
