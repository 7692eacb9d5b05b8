package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.accesslog.AccessLog;
import penstock.gateway.control.ControlClient;
import penstock.gateway.control.ControlPlane;
import penstock.gateway.control.RouteFile;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.Loops;
import penstock.gateway.proxy.DrainLimits;
import penstock.gateway.proxy.Engine;
import penstock.gateway.proxy.Observing;

/// A running gateway: the engine, its loops, its talk with the control plane, and the file that says where it is.
final class Gateway {

    private static final Duration SHORT_IDLE = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration DESCRIBE_AGAIN = Duration.ofSeconds(1);
    private static final int MAX_LOOPS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final GatewayOptions options;
    private final Inheritance inheritance;
    private final GatewayFile file;
    private final Engine engine;
    private final Loops loops;
    private final ControlClient control;
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private Optional<GuardianWatch> guardianWatch = Optional.empty();
    private Optional<AccessLog> accessLog = Optional.empty();

    private Gateway(
            GatewayOptions options,
            Inheritance inheritance,
            Engine engine,
            Loops loops,
            ControlClient control) {
        this.options = options;
        this.inheritance = inheritance;
        this.file = new GatewayFile(options.data().resolve("run").resolve("gateway.json"));
        this.engine = engine;
        this.loops = loops;
        this.control = control;
    }

    /// Listens and starts to talk; fails when it cannot listen or write below the data directory. While another gateway serves,
    /// it first makes sure that it knows the newest table, and that the control plane knows of it; once it serves too, it tells the
    /// guardian, and the other is told to end.
    static Gateway start(GatewayOptions options, Inheritance inheritance, RandomGenerator random)
            throws IOException {
        Path run = options.data().resolve("run");
        Files.createDirectories(run);
        String id = HexFormat.of().toHexDigits(random.nextLong());
        var observing = observing(options.observing(), random);
        var engine = new Engine(System::nanoTime, options.clients(), observing);
        var control =
                new ControlClient(
                        new ControlPlane(options.control(), options.credential()),
                        engine,
                        new RouteFile(run.resolve("routes.bin")),
                        id);
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_LOOPS);
        var loops =
                new Loops(
                        engine, options.transport(), count, id.substring(0, 8), Capacity.clients());
        var gateway = new Gateway(options, inheritance, engine, loops, control);
        gateway.accessLog = observing.accessLog().map(Observing.Logging::log);
        try {
            gateway.begin(id);
            return gateway;
        } catch (IOException failed) {
            gateway.close();
            throw failed;
        }
    }

    private static Observing observing(ObservingOptions options, RandomGenerator random) {
        Optional<Observing.Logging> logging =
                options.accessLog()
                        .map(
                                log ->
                                        new Observing.Logging(
                                                AccessLog.open(
                                                        log.file(),
                                                        log.maxSize(),
                                                        log.files(),
                                                        InstantSource.system()),
                                                log,
                                                InstantSource.system()));
        return new Observing(logging, options.tracing(), random);
    }

    private void begin(String id) throws IOException {
        boolean isSuccessor = file.namesAnotherThatRuns();
        control.serveStored();
        if (isSuccessor || inheritance.isBesideAnother()) {
            control.catchUp();
        }
        if (isSuccessor && engine.appliedVersion() < 0) {
            throw new IOException(
                    "there is no route table, neither stored nor from the control plane");
        }
        for (ListenerSource listener : inheritance.listeners(options.listen())) {
            addresses.add(loops.listen(listener));
        }
        describe(id, isSuccessor);
        control.start();
        if (inheritance.guardian().isPresent()) {
            var guardian = inheritance.guardian().get();
            announce(guardian.queue());
            guardianWatch =
                    Optional.of(
                            GuardianWatch.start(
                                    options.data().resolve("run"),
                                    guardian,
                                    inheritance.descriptors().size()));
        }
    }

    /// On a full disk it is better to serve unseen than not at all, unless another gateway does serve.
    private void describe(String id, boolean isSuccessor) throws IOException {
        try {
            file.write(address(), id);
        } catch (IOException full) {
            if (isSuccessor) {
                throw full;
            }
            LOG.atError()
                    .setCause(full)
                    .addKeyValue("file", file.path())
                    .log("the gateway serves, but cannot say where; will try again");
            Thread.ofVirtual().name("describe").start(() -> describeLater(id));
        }
    }

    private void describeLater(String id) {
        while (true) {
            try {
                Thread.sleep(DESCRIBE_AGAIN);
                file.write(address(), id);
                return;
            } catch (IOException full) {
                LOG.atDebug().addKeyValue("reason", full.toString()).log("still not written");
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    /// Where it listens; the first address if there are several.
    InetSocketAddress address() {
        return addresses.getFirst();
    }

    private static void announce(Path guardian) throws IOException {
        byte[] line =
                ("ready " + ProcessHandle.current().pid() + "\n")
                        .getBytes(StandardCharsets.US_ASCII);
        // Also for reading, as opening a pipe for writing alone would wait for a reader.
        try (var queue =
                FileChannel.open(guardian, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            queue.write(ByteBuffer.wrap(line));
        }
    }

    /// Stops accepting, lets what is in flight end, then delivers the last report. One that was replaced takes its time; as the
    /// last one it has half a minute.
    void stop() throws InterruptedException {
        guardianWatch.ifPresent(GuardianWatch::stop);
        boolean isReplaced = isReplaced();
        if (isReplaced) {
            control.stopStoring();
        }
        loops.drain(limits(isReplaced));
        while (loops.openSessions() > 0) {
            Thread.sleep(20);
            if (isReplaced && !isReplaced()) {
                isReplaced = false;
                loops.drain(limits(false));
            }
        }
        close();
    }

    /// When everything is to end, the guardian takes its queue away.
    private boolean isReplaced() {
        return file.namesAnother()
                && inheritance
                        .guardian()
                        .filter(guardian -> Files.exists(guardian.queue()))
                        .isPresent();
    }

    private DrainLimits limits(boolean isReplaced) {
        return isReplaced ? options.whenReplaced() : new DrainLimits(SHORT_IDLE, SHORT, SHORT);
    }

    private void close() {
        loops.close();
        accessLog.ifPresent(AccessLog::close);
        engine.close();
        control.stop();
    }
}
