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
import penstock.gateway.control.ControlClient;
import penstock.gateway.control.ControlPlane;
import penstock.gateway.control.RouteFile;
import penstock.gateway.net.ListenerSource;
import penstock.gateway.net.Loops;
import penstock.gateway.proxy.Engine;

/// A running gateway: the engine, its loops, its talk with the control plane, and the file that says where it is.
final class Gateway {

    private static final Duration DRAIN = Duration.ofSeconds(30);
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
        var loops = new Loops(engine, count, id.substring(0, 8));
        control.start();
        try {
            InetSocketAddress address = loops.listen(ListenerSource.bind(options.listen()));
            writePlace(run.resolve("gateway.json"), address);
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
