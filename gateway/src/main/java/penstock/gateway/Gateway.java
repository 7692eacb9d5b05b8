package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.control.ControlClient;
import penstock.gateway.control.ControlPlane;
import penstock.gateway.control.RouteFile;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.Loops;
import penstock.gateway.proxy.Engine;

/// A running gateway: the engine, its loops, its talk with the control plane, and the file that says where it is.
final class Gateway {

    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration ANNOUNCE_AGAIN = Duration.ofSeconds(1);
    private static final int MAX_LOOPS = 4;

    private final Engine engine;
    private final Loops loops;
    private final ControlClient control;
    private final InetSocketAddress address;

    private Gateway(Engine engine, Loops loops, ControlClient control, InetSocketAddress address) {
        this.engine = engine;
        this.loops = loops;
        this.control = control;
        this.address = address;
    }

    /// Listens and starts to talk; fails when it cannot listen or write below the data directory.
    static Gateway start(GatewayOptions options, RandomGenerator random) throws IOException {
        Path run = options.data().resolve("run");
        Files.createDirectories(run);
        String id = HexFormat.of().toHexDigits(random.nextLong());
        var engine = new Engine(System::nanoTime);
        var control =
                new ControlClient(
                        new ControlPlane(options.control(), options.credential()),
                        engine,
                        new RouteFile(run.resolve("routes.bin")),
                        id);
        int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_LOOPS);
        var loops = new Loops(engine, count, id.substring(0, 8), Capacity.connections());
        control.start();
        try {
            InetSocketAddress address = loops.listen(ListenerSource.bind(options.listen()));
            announce(run.resolve("gateway.json"), address);
            return new Gateway(engine, loops, control, address);
        } catch (IOException failed) {
            loops.close();
            engine.close();
            control.stop();
            throw failed;
        }
    }

    /// Where it listens.
    InetSocketAddress address() {
        return address;
    }

    /// Stops accepting, lets what is in flight end for up to 30 s, then delivers the last report.
    void stop() throws InterruptedException {
        loops.drain();
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (loops.openSessions() > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(20);
        }
        loops.close();
        engine.close();
        control.stop();
    }

    /// Serving goes before saying where: on a full disk the file is written as soon as there is room.
    private static void announce(Path file, InetSocketAddress address) {
        try {
            writePlace(file, address);
        } catch (IOException failed) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", failed.toString())
                    .log("the gateway serves, but cannot write where it is; will try again");
            Thread.ofVirtual().name("announce").start(() -> announceLater(file, address));
        }
    }

    private static void announceLater(Path file, InetSocketAddress address) {
        while (true) {
            try {
                Thread.sleep(ANNOUNCE_AGAIN);
                writePlace(file, address);
                return;
            } catch (IOException failed) {
                LOG.atDebug().addKeyValue("reason", failed.toString()).log("still not written");
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private static void writePlace(Path file, InetSocketAddress address) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseGet(Instant::now).toEpochMilli();
        String json =
                "{\"pid\":%d,\"startTime\":%d,\"host\":\"%s\",\"port\":%d}\n"
                        .formatted(
                                self.pid(),
                                started,
                                address.getAddress().getHostAddress(),
                                address.getPort());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, json.getBytes(StandardCharsets.UTF_8));
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
