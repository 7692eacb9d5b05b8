package penstock.server.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Node;
import penstock.model.Text;

/// Watches over the gateway, which is a process and a session of its own: takes over one that an earlier server
/// started (by process id and start time), starts one otherwise, and starts another when it ends.
final class GatewayProcess {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration CHECK = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    private final Path data;
    private final String listen;
    private final String control;
    private final Path credential;
    private final List<String> command;
    private volatile boolean isStopping;
    private Optional<Thread> watch = Optional.empty();

    /// @param data the data directory; the gateway describes itself in `run/gateway.json`
    /// @param command the program and its first arguments
    GatewayProcess(Path data, String listen, String control, Path credential, List<String> command) {
        this.data = data;
        this.listen = listen;
        this.control = control;
        this.credential = credential;
        this.command = List.copyOf(command);
    }

    void start() {
        watch = Optional.of(Thread.ofVirtual().name("gateway watch").start(this::watch));
    }

    /// Stops watching.
    ///
    /// @param ends whether the gateway is asked to end as well; it first finishes what it serves
    void stop(boolean ends) throws InterruptedException {
        isStopping = true;
        if (watch.isPresent()) {
            watch.get().interrupt();
            watch.get().join();
        }
        if (ends) {
            var running = running();
            if (running.isPresent()) {
                running.get().destroy();
                running.get().onExit().orTimeout(40, TimeUnit.SECONDS).exceptionally(_ -> running.get()).join();
            }
        }
    }

    private void watch() {
        var backoff = CHECK;
        while (!isStopping) {
            try {
                var running = running();
                if (running.isPresent()) {
                    backoff = CHECK;
                    awaitEnd(running.get());
                } else {
                    spawn();
                    TimeUnit.MILLISECONDS.sleep(backoff.toMillis());
                    backoff = backoff.multipliedBy(2).compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff.multipliedBy(2);
                    awaitStart();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                LOG.atError().setCause(e).log("gateway could not be started");
            }
        }
    }

    private void awaitEnd(ProcessHandle running) throws InterruptedException {
        while (running.isAlive() && !isStopping) {
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
        if (!isStopping) {
            LOG.atWarn().addKeyValue("pid", running.pid()).log("gateway ended; starting another");
        }
    }

    private Optional<ProcessHandle> spawned = Optional.empty();

    private void spawn() throws IOException {
        var line = new ArrayList<>(command);
        line.addAll(List.of("--data", data.toString(), "--listen", listen, "--control", control));
        line.addAll(List.of("--credential", credential.toString()));
        var log = data.resolve("logs").resolve("gateway.log");
        Files.createDirectories(data.resolve("logs"));
        var builder = new ProcessBuilder(line);
        builder.redirectInput(new java.io.File("/dev/null"));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        spawned = Optional.of(builder.start().toHandle());
        LOG.atInfo().addKeyValue("pid", spawned.get().pid()).addKeyValue("listen", listen).log("gateway started");
    }

    /// Until it has described itself, or has ended (its log says why).
    private void awaitStart() throws InterruptedException {
        while (!isStopping && running().isEmpty() && spawned.map(ProcessHandle::isAlive).orElse(false)) {
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
        if (running().isEmpty() && !isStopping) {
            LOG.atError().addKeyValue("log", data.resolve("logs/gateway.log").toString()).log("gateway did not start");
        }
    }

    /// The process that `run/gateway.json` describes, if it is still that process.
    Optional<ProcessHandle> running() {
        var file = data.resolve("run").resolve("gateway.json");
        try {
            var description = Text.readJson(Files.readString(file));
            long pid = Long.parseLong(description.textAt("pid"));
            long started = Long.parseLong(description.textAt("startTime"));
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> started(handle) == started);
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private static long started(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(-1L);
    }

    /// Where the gateway listens, once it has said so.
    Optional<Node> description() {
        try {
            return running().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Text.readJson(Files.readString(data.resolve("run").resolve("gateway.json"))));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }
}
