package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Installation;
import penstock.model.Node;
import penstock.model.Text;

/// A whole installation whose server, gateway and instances are processes of their own, driven as users drive it and
/// killed as users' machines do. Its processes are known by the data directory among their arguments.
final class Site implements AutoCloseable {
    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    private static final List<String> SMALL =
            List.of(
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx192m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");
    private static final int KILLED = 128 + 9;

    final Path data;
    final Path ledgers;
    private final Path folder;
    private final DataDirectory directory;
    private final Running running;
    private final int firstPort;
    private final List<Process> started = new ArrayList<>();

    Site(Path folder) {
        this.folder = folder;
        this.firstPort = freePorts();
        this.data = folder.resolve("data");
        this.ledgers = folder.resolve("ledgers");
        this.directory = new DataDirectory(data);
        this.running = new Running(data);
        try {
            Files.createDirectories(ledgers);
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first of a hundred ports: one for the API, one for the gateway, the rest for instances. Below those that systems
    /// give to outgoing connections, which could otherwise take a killed server's port before the next one does, and below those
    /// of the instances of other tests.
    private static int freePorts() {
        var blocks = new ArrayList<>(IntStream.range(220, 310).boxed().toList());
        Collections.shuffle(blocks);
        return blocks.stream()
                .map(block -> block * 100)
                .filter(first -> isFree(first) && isFree(first + 1))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    ProcessSettings instanceSettings() {
        return ProcessSettings.in(data).withPorts(firstPort + 2, firstPort + 99);
    }

    Installation.Ports ports() {
        return new Installation.Ports(firstPort, firstPort + 1);
    }

    // ---- the server

    /// Starts the real server.
    Process launch() {
        return launch("penstock.server.Main", flags());
    }

    /// Starts a server whose durable writes each wait as many milliseconds as a file says.
    Process startSlow(Path delay) {
        var arguments = new ArrayList<>(List.of(delay.toString()));
        arguments.addAll(flags());
        var process = launch(SlowServer.class.getName(), arguments);
        awaitReady(process);
        return process;
    }

    /// Starts the real server and waits until it answers.
    Process start() {
        var process = launch();
        awaitReady(process);
        return process;
    }

    /// Starts the real server, and brings version 1.0.0 of a service into production.
    Process deploy(int instances, String rollout) {
        var server = start();
        plan(instances, rollout);
        release("1.0.0");
        awaitPhase("shop-1", "completed");
        awaitRoute(instances);
        return server;
    }

    void awaitRoute(int instances) {
        Waiting.until(
                () -> gateway().isPresent() && isReady(instances + "/" + instances) && isRouted(),
                this::state);
    }

    private boolean isRouted() {
        try (var probe = new SteadyLoad(data, ledgers, "probe")) {
            probe.awaitMore(1);
            return probe.stop().stream().noneMatch(SteadyLoad.Sent::isLost);
        }
    }

    boolean isReady(String instances) {
        return ask(api -> api.get(Wire.service("production", "shop")))
                .textAt("status", "ready")
                .equals(instances);
    }

    /// Starts a server that ends at a point, does something to it once it answers, and waits for the end.
    void crash(CrashPoint point, Runnable trigger) {
        var process = launchTrapped(point);
        awaitReady(process);
        try {
            trigger.run();
        } catch (ApiException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo("away");
        }
        awaitTrap(process, point);
    }

    /// Starts a server that comes to a point by itself.
    void crash(CrashPoint point) {
        awaitTrap(launchTrapped(point), point);
    }

    private Process launchTrapped(CrashPoint point) {
        var arguments = new ArrayList<>(List.of(point.toString(), folder.toString()));
        arguments.addAll(flags());
        return launch(CrashingServer.class.getName(), arguments);
    }

    private void awaitTrap(Process process, CrashPoint point) {
        Waiting.until(
                () -> !process.isAlive(),
                () -> "the server does not come to " + point + "; " + state());
        assertThat(process.exitValue()).as(() -> point + ": " + output()).isEqualTo(KILLED);
        assertThat(lines("reached")).last().isEqualTo(point.toString());
    }

    private List<String> flags() {
        return List.of(
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + ports().api(),
                "--gateway-listen",
                "127.0.0.1:" + ports().gateway(),
                "--instances-first-port",
                Integer.toString(firstPort + 2),
                "--instances-last-port",
                Integer.toString(firstPort + 99));
    }

    private Process launch(String main, List<String> arguments) {
        var command = new ArrayList<>(List.of(JAVA));
        command.addAll(SMALL);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main));
        command.addAll(arguments);
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("output").toFile()))
                            .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Until the server answers or has ended.
    void awaitReady(Process process) {
        Waiting.until(
                () -> !process.isAlive() || isServedBy(process),
                () -> "the server is not ready; " + output());
    }

    void awaitGone(long pid) {
        Waiting.until(
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty(),
                () -> "process " + pid + " is still there");
    }

    private boolean isServedBy(Process process) {
        return directory.server().map(found -> found.pid() == process.pid()).orElse(false);
    }

    /// Ends a process as the kernel does: nothing in it runs any more.
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    // ---- what users do

    /// Runs the command line as a process, as users do.
    ///
    /// @return what it printed
    String command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        var command = new ArrayList<>(List.of(JAVA));
        command.addAll(SMALL);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.add("penstock.cli.Main");
        command.addAll(all);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            started.add(process);
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return said + "exit code " + process.exitValue() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a command ran", e);
        }
    }

    <T> T ask(java.util.function.Function<Api, T> question) {
        try (var api = directory.connect()) {
            return question.apply(api);
        }
    }

    /// Stores the service with a plan.
    void plan(int instances, String rollout) {
        var program = new ArrayList<>(List.of(JAVA));
        program.addAll(SMALL.subList(0, 3));
        program.addAll(List.of("-Xmx32m", "-cp", classes(), Ledger.class.getName()));
        program.addAll(List.of(ledgers.toString(), data.toString()));
        var manifest =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: shop }
                spec:
                  run:
                    process: { command: %s }
                    instances: %d
                    ready: { http: /ready, every: 50ms, within: 60s }
                    stop: { grace: 5s, drain: 20s }
                    restart: { backoff: 50ms, maxBackoff: 200ms }
                  route: { hosts: [shop.localhost], stickBy: ["header:X-User"] }
                  rollout: %s
                """
                        .formatted(
                                Text.writeJson(
                                        Node.list(program.stream().map(Node::text).toList())),
                                instances,
                                rollout);
        var node = Text.readYaml(manifest, "manifest").getFirst();
        ask(api -> api.put(Wire.service("production", "shop"), node, Map.of()));
    }

    /// Stores and releases a service whose instances run elsewhere, below a name that a DNS server knows.
    void releaseElsewhere(String service, String name, String nameServer) {
        var manifest =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: %s }
                spec:
                  run:
                    external: { resolver: { server: "%s", minTtl: 100ms } }
                    ready: { http: /ready }
                  route: { hosts: [%s.localhost] }
                """
                        .formatted(service, nameServer, service);
        var node = Text.readYaml(manifest, "manifest").getFirst();
        var path = Wire.service("production", service);
        ask(api -> api.put(path, node, Map.of()));
        var order =
                Node.map(
                        Map.of(
                                "version", Node.text("1.0.0"),
                                "addresses", Node.list(List.of(Node.text(name)))));
        ask(api -> api.post(Wire.action(path, "release"), order, "a test"));
    }

    private static String classes() {
        try {
            var source = Ledger.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(source.toURI()).toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void release(String version) {
        release(version, Map.of());
    }

    void release(String version, Map<String, String> env) {
        var path = Wire.action(Wire.service("production", "shop"), "release");
        var order = new HashMap<String, Node>();
        order.put("version", Node.text(version));
        var values = new HashMap<String, Node>();
        env.forEach((key, value) -> values.put(key, Node.text(value)));
        order.put("env", Node.map(values));
        ask(api -> api.post(path, Node.map(order), "a test"));
    }

    void order(String rollout, String verb) {
        var path = Wire.action(Wire.rollout("production", rollout), verb);
        ask(api -> api.post(path, Node.map(Map.of()), "a test"));
    }

    // ---- what is seen

    Node rollout(String name) {
        return ask(api -> api.get(Wire.rollout("production", name)));
    }

    String phase(String rollout) {
        return rollout(rollout).textAt("status", "phase");
    }

    Node awaitPhase(String rollout, String phase) {
        return await(rollout, seen -> seen.textAt("status", "phase").equals(phase));
    }

    Node awaitReason(String rollout, String reason) {
        return await(rollout, seen -> seen.textAt("status", "reason").equals(reason));
    }

    Node await(String rollout, Predicate<Node> condition) {
        Waiting.until(() -> condition.test(rollout(rollout)), this::state);
        return rollout(rollout);
    }

    private String state() {
        try {
            return ask(
                    api ->
                            api
                                    .get(Wire.rollouts("production"))
                                    .at("items")
                                    .map(Node::asList)
                                    .orElse(List.of())
                                    .stream()
                                    .map(found -> Text.writeJson(found.at("status").orElse(found)))
                                    .collect(Collectors.joining("\n", "", "\n" + output())));
        } catch (ApiException e) {
            return e.getMessage() + "\n" + output();
        }
    }

    /// The last that was said by the servers and by the gateway.
    private String output() {
        return tail("output") + "\ngateway:\n" + tail("data/logs/gateway.log");
    }

    private String tail(String file) {
        var all = lines(file);
        return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
    }

    List<String> lines(String file) {
        try {
            var path = folder.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<ProcessHandle> processes() {
        return running.processes();
    }

    Set<Long> gateways() {
        return running.gateways();
    }

    Set<Long> instances() {
        return running.instances();
    }

    Set<Long> recorded(String release) {
        return running.recorded(release);
    }

    List<Node> records() {
        return running.records();
    }

    Optional<ProcessHandle> gateway() {
        return directory.gateway().flatMap(found -> ProcessHandle.of(found.pid()));
    }

    /// Until exactly so many processes of a release run, and the records say the same.
    void awaitInstancesOf(String release, int count) {
        Waiting.until(
                () ->
                        recorded(release).size() == count
                                && instances().containsAll(recorded(release)),
                () -> "instances: " + instances() + " of " + records());
    }

    /// As after an undisturbed rollout: every instance has a record, there is one gateway, and the audit log is whole.
    void requireOneGatewayAndAWholeAuditLog() {
        Waiting.until(
                () -> instances().equals(recorded("")),
                () -> "instances: " + instances() + " of " + records());
        assertThat(gateway().map(ProcessHandle::pid).stream()).isSubsetOf(gateways());
        Waiting.until(() -> gateways().size() == 1, () -> "gateways: " + gateways());
        assertThat(ask(api -> api.get(Wire.AUDIT_VERIFY)).textAt("intact")).isEqualTo("true");
    }

    @Override
    public void close() {
        started.forEach(process -> kill(process.toHandle()));
        killAll();
    }

    /// Everything at once, and again what was started meanwhile.
    void killAll() {
        for (var left = processes().toList(); !left.isEmpty(); left = processes().toList()) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> process.onExit().join());
        }
    }
}
