package penstock.server.wiring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;

/// Watches over the gateway, which is a process and a session of its own: takes over one that an earlier server
/// started (by process id and start time), starts one otherwise, and starts another when it ends.
public final class GatewayProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration CHECK = Duration.ofMillis(100);
    private static final Pattern URL = Pattern.compile("https?://[^/]+:[0-9]+/?");
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    private final Path data;
    private final String listen;
    private final String control;
    private final Path credential;
    private final List<String> command;
    private volatile boolean isStopping;
    private Optional<Thread> watch = Optional.empty();

    /// @param data the data directory; the gateway describes itself in `run/gateway.json`
    /// @param listen address and port; port 0 takes the one it had before, or any free one
    /// @param control the API's address
    /// @param credential the file with the gateway's token
    public static GatewayProcess start(Path data, String listen, String control, Path credential) {
        var process =
                new GatewayProcess(data, listen, control, credential, GatewayCommand.current());
        process.start();
        return process;
    }

    private GatewayProcess(
            Path data, String listen, String control, Path credential, List<String> command) {
        this.data = data;
        this.listen = listen;
        this.control = control;
        this.credential = credential;
        this.command = List.copyOf(command);
    }

    private void start() {
        watch = Optional.of(Thread.ofVirtual().name("gateway watch").start(this::watch));
    }

    /// Stops watching; the gateway goes on.
    @Override
    public void close() {
        isStopping = true;
        watch.ifPresent(Thread::interrupt);
    }

    /// Where the gateway of a data directory looks for its server, if one was started there.
    public static Optional<String> controlOf(Path data) {
        try {
            var bytes = Files.readAllBytes(controlFile(data));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip())
                    .filter(url -> URL.matcher(url).matches());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Path controlFile(Path data) {
        return data.resolve("run").resolve("gateway.control");
    }

    /// Whole or not at all, and not at all when it says so already: a full disk does not keep a gateway from starting.
    private void writeControl() throws IOException {
        if (controlOf(data).equals(Optional.of(control))) {
            return;
        }
        var fresh = data.resolve("run").resolve("gateway.control.new");
        Files.writeString(fresh, control);
        Files.move(fresh, controlFile(data), StandardCopyOption.ATOMIC_MOVE);
    }

    /// A gateway that looks for its server elsewhere would never hear of another route: it ends, after what it serves.
    private void endIfLost() {
        var running = running();
        if (running.isPresent() && !controlOf(data).equals(Optional.of(control))) {
            LOG.atWarn()
                    .addKeyValue("pid", running.get().pid())
                    .log("gateway belongs to another address; replacing it");
            running.get().destroy();
            running.get().onExit().join();
        }
    }

    private void watch() {
        endIfLost();
        var backoff = CHECK;
        while (!isStopping && !Thread.currentThread().isInterrupted()) {
            try {
                var running = running();
                if (running.isPresent()) {
                    backoff = CHECK;
                    awaitEnd(running.get());
                } else {
                    spawn();
                    backoff = pause(backoff);
                    awaitStart();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException e) {
                if (backoff.equals(CHECK)) {
                    LOG.atError().setCause(e).log("gateway could not be started, will try again");
                }
                backoff = pause(backoff);
            }
        }
    }

    /// @return the next pause, twice as long up to a limit
    private static Duration pause(Duration backoff) {
        try {
            TimeUnit.MILLISECONDS.sleep(backoff.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var next = backoff.multipliedBy(2);
        return next.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : next;
    }

    private void awaitEnd(ProcessHandle running) throws InterruptedException {
        while ((running.isAlive() || isHidden(running)) && !isStopping) {
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
        if (!isStopping) {
            LOG.atWarn().addKeyValue("pid", running.pid()).log("gateway ended; starting another");
        }
    }

    /// The JDK takes a process for ended when there is no file descriptor left to look at it.
    private static boolean isHidden(ProcessHandle process) {
        try {
            Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("Too many open files");
        }
    }

    private Optional<ProcessHandle> spawned = Optional.empty();

    private void spawn() throws IOException {
        var line = new ArrayList<>(command);
        line.addAll(
                List.of("--data", data.toString(), "--listen", address(), "--control", control));
        line.addAll(List.of("--credential", credential.toString()));
        var log = data.resolve("logs").resolve("gateway.log");
        Files.createDirectories(data.resolve("logs"));
        writeControl();
        var builder = new ProcessBuilder(line);
        builder.redirectInput(new java.io.File("/dev/null"));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        spawned = Optional.of(builder.start().toHandle());
        LOG.atInfo()
                .addKeyValue("pid", spawned.get().pid())
                .addKeyValue("listen", listen)
                .log("gateway started");
    }

    private String address() {
        int colon = listen.lastIndexOf(':');
        var before =
                listen.endsWith(":0")
                        ? described().map(found -> found.textAt("port"))
                        : Optional.<String>empty();
        return before.map(port -> listen.substring(0, colon + 1) + port).orElse(listen);
    }

    /// Until it has described itself, or has ended (its log says why).
    private void awaitStart() throws InterruptedException {
        while (!isStopping
                && running().isEmpty()
                && spawned.map(ProcessHandle::isAlive).orElse(false)) {
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
        if (running().isEmpty() && !isStopping) {
            LOG.atError()
                    .addKeyValue("log", data.resolve("logs/gateway.log").toString())
                    .log("gateway did not start");
        }
    }

    /// The process that `run/gateway.json` describes, if it is still that process.
    private Optional<ProcessHandle> running() {
        return described()
                .flatMap(
                        found ->
                                ProcessHandle.of(Long.parseLong(found.textAt("pid")))
                                        .filter(ProcessHandle::isAlive)
                                        .filter(
                                                handle ->
                                                        started(handle)
                                                                .equals(
                                                                        found.textAt(
                                                                                "startTime"))));
    }

    private Optional<Node> described() {
        try {
            return Optional.of(
                    Text.readJson(Files.readString(data.resolve("run").resolve("gateway.json"))));
        } catch (IOException | ProblemException _) {
            return Optional.empty();
        }
    }

    private static String started(ProcessHandle handle) {
        return handle.info().startInstant().map(at -> Long.toString(at.toEpochMilli())).orElse("");
    }
}
