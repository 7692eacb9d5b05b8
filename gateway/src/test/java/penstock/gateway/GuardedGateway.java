package penstock.gateway;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import penstock.gateway.routes.RouteTable;

/// A gateway under its guardian, all real processes, in a folder.
final class GuardedGateway implements AutoCloseable {

    private static final Pattern PLACE =
            Pattern.compile(
                    "\\{\"pid\":(\\d+),\"startTime\":\\d+,\"host\":\"([^\"]+)\",\"port\":(\\d+).*\\R");

    final FakeControlPlane control = new FakeControlPlane();
    private final Path folder;
    private final Path run;
    private final Process guardian;

    /// Starts both and waits until the gateway is ready.
    GuardedGateway(Path folder, String... options) throws IOException {
        this.folder = folder;
        this.run = folder.resolve("run");
        Files.createDirectories(run);
        Files.writeString(folder.resolve("credential"), FakeControlPlane.CREDENTIAL);
        List<String> command = command(options);
        Files.write(run.resolve("gateway.command"), command);
        List<String> guard = new ArrayList<>(command);
        guard.add(guard.indexOf("penstock.gateway.Main") + 1, "guard");
        guardian =
                new ProcessBuilder(guard)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        orClose(
                () -> {
                    Await.until(
                            () -> Files.exists(run.resolve("gateway.json")) || !guardian.isAlive());
                    Await.until(() -> !Files.exists(run.resolve("gateway.json")) || pid() > 0);
                });
    }

    /// Serves a table, and waits until something is so.
    GuardedGateway serving(RouteTable table, BooleanSupplier isReady) {
        control.publish(table);
        orClose(() -> Await.until(isReady));
        return this;
    }

    /// Nobody else knows it yet who could end it.
    private void orClose(Runnable step) {
        try {
            step.run();
        } catch (AssertionError failed) {
            close();
            throw failed;
        }
    }

    /// Of Java's tests, with little memory.
    List<String> command(String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx48m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "penstock.gateway.Main"));
        command.addAll(List.of("--data", folder.toString(), "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--control", control.uri().toString()));
        command.addAll(List.of("--credential", folder.resolve("credential").toString()));
        command.addAll(List.of(options));
        return command;
    }

    Path log() {
        return folder.resolve("gateway.log");
    }

    String said() throws IOException {
        return Files.readString(log());
    }

    InetSocketAddress address() {
        Matcher place = place();
        return new InetSocketAddress(place.group(2), Integer.parseInt(place.group(3)));
    }

    /// Of the gateway that takes new connections.
    long pid() {
        return Long.parseLong(place().group(1));
    }

    ProcessHandle gateway() {
        return ProcessHandle.of(pid()).orElseThrow();
    }

    /// The first one, unless it was killed and another took its place.
    ProcessHandle guardian() {
        return described().orElse(guardian.toHandle());
    }

    private Optional<ProcessHandle> described() {
        Matcher pid = find("\"pid\":(\\d+)");
        return pid.find() ? ProcessHandle.of(Long.parseLong(pid.group(1))) : Optional.empty();
    }

    private Matcher find(String pattern) {
        try {
            return Pattern.compile(pattern).matcher(Files.readString(run.resolve("guardian.json")));
        } catch (IOException none) {
            return Pattern.compile(pattern).matcher("");
        }
    }

    /// Of all sockets that the guardian holds.
    List<InetSocketAddress> addresses() {
        return find("\"\\[?([0-9a-f.:]+?)]?:(\\d+)\"")
                .results()
                .map(at -> new InetSocketAddress(at.group(1), Integer.parseInt(at.group(2))))
                .toList();
    }

    /// Has another guardian take the place of the present one, if it passes its trial, and waits until that is decided.
    void become(List<String> gatewayCommand) throws IOException {
        proposeGuardian(gatewayCommand);
        Await.until(() -> !isGuardianProposed());
    }

    void proposeGuardian(List<String> gatewayCommand) throws IOException {
        List<String> guard = new ArrayList<>(gatewayCommand);
        guard.add(guard.indexOf("penstock.gateway.Main") + 1, "guard");
        write("guardian.next", guard);
        order("become");
    }

    boolean isGuardianProposed() {
        return Files.exists(run.resolve("guardian.next"));
    }

    /// The command of a build whose guardian has another script.
    List<String> commandOfBuildWith(String script) throws IOException {
        Path build = folder.resolve("build" + script.hashCode());
        Path file = build.resolve("penstock/gateway/guardian.sh");
        Files.createDirectories(build.resolve("penstock/gateway"));
        Files.writeString(file, script);
        List<String> line = new ArrayList<>(command());
        int at = line.indexOf("-cp") + 1;
        line.set(at, build + File.pathSeparator + line.get(at));
        return line;
    }

    /// The script of this build.
    static String script() throws IOException {
        return resource("guardian.sh");
    }

    static String resource(String name) throws IOException {
        try (InputStream text = Guard.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// With the shells that watch over the gateway, as `pkill -9 -f guardian.sh` does, and waits for the next guardian.
    void killGuardian() {
        ProcessHandle before = guardian();
        List<ProcessHandle> shells =
                before.descendants().filter(process -> !process.equals(gateway())).toList();
        before.destroyForcibly();
        shells.forEach(ProcessHandle::destroyForcibly);
        Await.until(() -> !before.isAlive());
        Await.until(() -> !guardian().equals(before) && guardian().isAlive());
    }

    boolean hasRefusedGuardian() {
        return Files.exists(run.resolve("guardian.failed"));
    }

    private Matcher place() {
        try {
            Matcher place = PLACE.matcher(Files.readString(run.resolve("gateway.json")));
            if (!place.matches()) {
                throw new AssertionError("gateway.json is damaged");
            }
            return place;
        } catch (IOException none) {
            throw new AssertionError("there is no gateway", none);
        }
    }

    void commandForRestart(List<String> command) throws IOException {
        Files.write(run.resolve("gateway.command"), command);
    }

    /// Replaces the gateway by another of the same command, and waits until that serves.
    void handOver() throws IOException {
        long before = pid();
        propose(Files.readAllLines(run.resolve("gateway.command")));
        Await.until(() -> !isProposed());
        Await.until(() -> pid() != before);
    }

    void propose(List<String> command) throws IOException {
        write("gateway.next", command);
        order("start");
    }

    /// As those who propose do: the file is another one then, not the same with other content.
    void write(String name, List<String> line) throws IOException {
        Path fresh = run.resolve(name + ".new");
        Files.write(fresh, line);
        Files.move(
                fresh,
                run.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    boolean isProposed() {
        return Files.exists(run.resolve("gateway.next"));
    }

    boolean hasFailed() {
        return Files.exists(run.resolve("gateway.failed"));
    }

    void order(String event) throws IOException {
        try (var queue =
                FileChannel.open(
                        run.resolve("gateway.queue"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            queue.write(StandardCharsets.US_ASCII.encode(event + "\n"));
        }
    }

    /// Ends everything, whatever has become of it. What one of them has just started shows in the next round, and what has lost whoever
    /// started it is found by its command, which names the folder.
    @Override
    public void close() {
        List<ProcessHandle> all = living();
        while (!all.isEmpty()) {
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
            all = living();
        }
        control.close();
    }

    private List<ProcessHandle> living() {
        List<ProcessHandle> all = new ArrayList<>(List.of(guardian.toHandle(), guardian()));
        all.addAll(ofFolder(folder));
        for (ProcessHandle one : List.copyOf(all)) {
            all.addAll(one.descendants().toList());
        }
        return all.stream().filter(ProcessHandle::isAlive).distinct().toList();
    }

    /// All processes on the machine whose command names the folder.
    static List<ProcessHandle> ofFolder(Path folder) {
        return ProcessHandle.allProcesses().filter(one -> names(one.pid(), folder)).toList();
    }

    private static boolean names(long pid, Path folder) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(pid), "cmdline"),
                            StandardCharsets.ISO_8859_1)
                    .contains(folder.toString());
        } catch (IOException ended) {
            return false;
        }
    }
}
