package penstock.cli.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import penstock.cli.api.ApiException;

/// Starts and stops what runs from a data directory.
///
/// The server gets a session of its own and no pipe to this command, so it outlives the terminal.
public final class Installation {
    /// What the server is started with; a port of 0 leaves the choice to it.
    public record Ports(int api, int gateway) {
        /// The usual ports.
        public static final Ports USUAL = new Ports(-1, -1);

        public static final Ports FREE = new Ports(0, 0);
    }

    /// Lines of the log shown when the server does not start.
    private static final int LAST_LINES = 12;

    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /// The guardian itself kills after 30 s what has not ended.
    private static final Duration GUARDIAN_LIMIT = Duration.ofSeconds(35);

    private final DataDirectory data;
    private final Program program;
    private Optional<Process> started = Optional.empty();

    public Installation(DataDirectory data, Program program) {
        this.data = data;
        this.program = program;
    }

    public DataDirectory data() {
        return data;
    }

    /// Starts the server and waits until it answers.
    ///
    /// @throws ApiException with the last lines of its log when it ends or is not ready in time
    public void start(Ports ports) {
        var arguments = new ArrayList<>(arguments(ports));
        arguments.addAll(List.of("--log-to", "file"));
        start(program, arguments);
    }

    void start(Program from, List<String> arguments) {
        prepare();
        try {
            Files.write(data.serverArguments(), arguments);
            var command = new ArrayList<String>(ownSession());
            command.addAll(from.server(arguments));
            var process =
                    new ProcessBuilder(command)
                            .directory(data.path().toFile())
                            .redirectInput(new java.io.File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.to(data.startLog().toFile()))
                            .redirectErrorStream(true)
                            .start();
            started = Optional.of(process);
            awaitReady(process);
        } catch (IOException e) {
            throw new ApiException(
                    "start", List.of("The server could not be started: " + e.getMessage()));
        }
    }

    /// Ends a server that was started but did not become ready in time; it may still be at it.
    void abandon() {
        started.filter(Process::isAlive)
                .ifPresent(
                        process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
        data.server().ifPresent(ProcessFile::kill);
    }

    private void prepare() {
        try {
            Files.createDirectories(data.startLog().getParent());
            Files.createDirectories(data.serverArguments().getParent());
            Files.deleteIfExists(data.startLog());
        } catch (IOException e) {
            throw new ApiException(
                    "data-directory",
                    List.of(
                            data.path()
                                    + " cannot be written ("
                                    + e.getClass().getSimpleName().replace("Exception", "")
                                    + "). Choose another with --data, or make it writable."));
        }
    }

    /// Starts a server where another has just been killed, at the address it had.
    public void startAgain() {
        int api =
                data.lastServer()
                        .map(found -> URI.create(found.node().textAt("url")).getPort())
                        .orElse(0);
        int gateway = data.gatewayAddress().map(URI::getPort).orElse(0);
        start(new Ports(api, gateway));
    }

    /// Waits until the gateway, which the server starts, has said where it listens, or until the time is up.
    public void awaitGateway(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (data.gateway().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Runs the server in this process's place and terminal until it ends.
    ///
    /// @return its exit code
    public int runInForeground(Ports ports) {
        try {
            Files.createDirectories(data.path());
            var process = new ProcessBuilder(program.server(arguments(ports))).inheritIO().start();
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        process.destroy();
                                        process.onExit().join();
                                    }));
            return process.waitFor();
        } catch (IOException e) {
            throw new ApiException(
                    "start", List.of("The server could not be started: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private List<String> arguments(Ports ports) {
        var arguments = new ArrayList<>(List.of("--data", data.path().toString()));
        if (ports.api() >= 0) {
            arguments.addAll(List.of("--listen", "127.0.0.1:" + ports.api()));
        }
        if (ports.gateway() >= 0) {
            arguments.addAll(List.of("--gateway-listen", "127.0.0.1:" + ports.gateway()));
        }
        return arguments;
    }

    /// `setsid` makes a session of its own where it exists (Linux); elsewhere `nohup` at least ignores the hang-up.
    private static List<String> ownSession() {
        for (var folder : List.of("/usr/bin/", "/bin/", "/usr/local/bin/")) {
            if (Files.isExecutable(Path.of(folder + "setsid"))) {
                return List.of(folder + "setsid");
            }
        }
        return List.of("nohup");
    }

    private void awaitReady(Process process) throws IOException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (isReady()) {
                return;
            }
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
                    throw failed("The server ended while starting.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed("Interrupted while the server was starting.");
            }
        }
        throw failed(
                "The server was not ready within "
                        + READY_LIMIT.toSeconds()
                        + " s; it may still become so.");
    }

    private boolean isReady() {
        if (data.server().isEmpty() || !Files.exists(data.tokenFile())) {
            return false;
        }
        try (var api = data.connect()) {
            api.kinds();
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    /// What the server said before its log was open comes first, then where the log is.
    private ApiException failed(String line) throws IOException {
        var lines = new ArrayList<String>();
        for (var log : List.of(data.startLog(), data.serverLog())) {
            if (lines.isEmpty() && Files.exists(log)) {
                var said =
                        Files.readAllLines(log).stream().filter(found -> !found.isBlank()).toList();
                lines.addAll(said.subList(Math.max(0, said.size() - LAST_LINES), said.size()));
            }
        }
        lines.add(line + " Its log: " + data.serverLog());
        return new ApiException("start", lines);
    }

    /// Stops the server, and with `isAll` then the gateway and the instances, each asked first and killed only when it
    /// does not end within 30 s. The server goes first, because it would start the others again.
    ///
    /// @return what was stopped, one line each
    public List<String> stop(boolean isAll) {
        var stopped = new ArrayList<String>();
        data.server().ifPresent(server -> stopped.add(end("server", server)));
        if (!isAll) {
            return stopped;
        }
        stopGateway().ifPresent(stopped::add);
        var instances = data.instances();
        var threads =
                instances.stream()
                        .map(instance -> Thread.ofVirtual().start(() -> end("instance", instance)))
                        .toList();
        for (var thread : threads) {
            join(thread);
        }
        if (!instances.isEmpty()) {
            stopped.add(
                    instances.size()
                            + (instances.size() == 1 ? " instance" : " instances")
                            + " stopped");
        }
        return stopped;
    }

    /// The guardian, where there is one, ends the gateway and with it every one that was replaced and is not done yet.
    private Optional<String> stopGateway() {
        var gateway = data.gateway();
        endGuardian();
        var ended = gateway.map(found -> end("gateway", found));
        // One that the gateway had just begun to start in place of another.
        endGuardian();
        return ended;
    }

    private void endGuardian() {
        var guardian = data.guardian();
        if (guardian.isEmpty()) {
            return;
        }
        try {
            new Guardian(data).order("end");
            if (guardian.get().isOver(GUARDIAN_LIMIT)) {
                return;
            }
        } catch (IOException e) {
            // Without its queue it still understands a signal.
        }
        if (!guardian.get().stop(GUARDIAN_LIMIT)) {
            guardian.get().kill();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String end(String name, ProcessFile process) {
        if (process.stop(STOP_LIMIT)) {
            return name + " stopped (process " + process.pid() + ")";
        }
        process.kill();
        return name
                + " killed after "
                + STOP_LIMIT.toSeconds()
                + " s (process "
                + process.pid()
                + ")";
    }
}
