package penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.bench.rig.TestBuild;
import penstock.bench.rig.UpstreamProgram;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Shot;
import penstock.cli.local.ProcessFile;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// `penstock upgrade` as a command of its own, from one build to another: real processes, a rollout that waits, load.
class UpgradeUnderLoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SCRIPT = "penstock/gateway/guardian.sh";

    @TempDir private Path folder;
    private Program first = new Program(Path.of(""), Path.of(""), Path.of(""));
    private Program second = first;

    /// The outcome of a command.
    private record Ran(int exit, String said) {}

    @BeforeEach
    void makeBuilds() throws IOException {
        first = TestBuild.in(folder.resolve("b1")).program();
        second = TestBuild.in(folder.resolve("b2")).with(SCRIPT, script()).program();
    }

    /// As good as the one there is, but another.
    private static String script() throws IOException {
        var loader = UpgradeUnderLoadTest.class.getClassLoader();
        try (var text = Objects.requireNonNull(loader.getResourceAsStream(SCRIPT))) {
            return new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .replace("\nmain\n", "\nsay the script of b2\nmain\n");
        }
    }

    /// A command that runs.
    private record Running(Process process, Path out) {
        Ran await() throws IOException, InterruptedException {
            return new Ran(process.waitFor(), Files.readString(out));
        }
    }

    private Running begin(Program build, Path data, String... arguments) throws IOException {
        var out = Files.createTempFile(folder, "said", ".txt");
        var line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", data.toString()));
        var command = build.command("cli", List.of(), "penstock.cli.Main", line);
        return new Running(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start(),
                out);
    }

    private Ran run(Program build, Path data, String... arguments)
            throws IOException, InterruptedException {
        return begin(build, data, arguments).await();
    }

    private static String manifest(String command) {
        return """
            kind: Service
            apiVersion: penstock/v1
            metadata: { name: upstream }
            spec:
              run:
                process: { command: %s }
                instances: 1
                ready: { http: /health, every: 200ms, timeout: 2s, within: 30s }
              route: { hosts: [upstream.localhost], path: /, stickBy: ["header:X-User", client] }
              rollout: { steps: [{ weight: 20%% }, { hold: 1h }, { weight: 100%% }], keepWarm: 1s }
            """
                .formatted(command);
    }

    private static ServiceClient client(OwnInstallation own) {
        return new ServiceClient(own.data().connect(), "upstream");
    }

    /// Deploys 1.0 and begins 2.0, which waits at a fifth of the users.
    private String beginRollout(OwnInstallation own) {
        var service = client(own);
        var upstream = new UpstreamProgram(first);
        service.apply(Text.readYaml(manifest(upstream.command()), "service.yaml").getFirst());
        Node artefact = service.api().upload(upstream.jar(), "upstream.jar");
        var deployed = service.release("1.0", artefact, Map.of(), "atomic");
        assertThat(service.follow(deployed, LIMIT).isCompleted()).isTrue();
        var name = service.release("2.0", artefact, Map.of(), "");
        assertThat(ServiceClient.await(() -> isWaiting(service, name), LIMIT)).isTrue();
        return name;
    }

    private static boolean isWaiting(ServiceClient service, String rollout) {
        return service.rollout(rollout).weight().equals("20%");
    }

    private static LoadGenerator load(OwnInstallation own) {
        var plan =
                LoadPlan.of(own.gateway(), "upstream.localhost", 150, 7)
                        .withUsers(500)
                        .within(LIMIT);
        return LoadGenerator.start(
                plan,
                random -> {
                    var shot =
                            random.nextInt(4) == 0
                                    ? Shot.postJson("/post/" + random.nextLong(1L << 40), "{}")
                                    : Shot.get("/get/1");
                    return random.nextInt(3) == 0 ? shot.going(new Shot.Way.Fresh()) : shot;
                });
    }

    private static void awaitMore(LoadGenerator load, long more) {
        long goal = load.report().all().done() + more;
        assertThat(ServiceClient.await(() -> load.report().all().done() >= goal, LIMIT)).isTrue();
    }

    private static List<Long> instances(OwnInstallation own) {
        return own.data().instances().stream().map(ProcessFile::pid).sorted().toList();
    }

    private static long gateway(OwnInstallation own) {
        return own.data().gateway().orElseThrow().pid();
    }

    private static long guardian(OwnInstallation own) {
        return own.data().guardian().orElseThrow().pid();
    }

    @Test
    void serverGuardianAndGatewayAreOfTheNewBuildTheRolloutGoesOnAndNothingIsLost()
            throws Exception {
        try (var own = OwnInstallation.start("upgrade", first)) {
            var data = own.data().path();
            var rollout = beginRollout(own);
            var instances = instances(own);
            long guardian = guardian(own);
            try (var load = load(own)) {
                awaitMore(load, 100);

                var upgraded = run(second, data, "upgrade");

                assertThat(upgraded.exit()).as(upgraded.said()).isZero();
                assertThat(upgraded.said())
                        .containsSubsequence(
                                "server ", "b1 → b2", "guardian", "gateway", "Upgraded.");
                assertThat(upgraded.said().lines().filter(line -> line.contains("b1 → b2")))
                        .hasSize(3);
                assertThat(instances(own)).isEqualTo(instances).hasSize(2);
                assertThat(guardian(own)).isEqualTo(guardian);
                assertThat(Files.readString(own.data().gatewayLog())).contains("the script of b2");
                assertThat(run(second, data, "status").said().lines().limit(2))
                        .allSatisfy(line -> assertThat(line).contains("build b2"));

                var again = run(second, data, "upgrade");
                assertThat(again.exit()).as(again.said()).isZero();
                assertThat(again.said()).contains("guardian goes on", "gateway  goes on");

                var service = client(own);
                assertThat(isWaiting(service, rollout)).isTrue();
                awaitMore(load, 100);
                service.steer(rollout, "promote");
                assertThat(service.follow(rollout, LIMIT).isCompleted()).isTrue();
                assertThat(load.stop().all().failed()).isZero();
            }
        }
    }

    @Test
    void whatDoesNotComeUpLeavesWhatWasBefore() throws Exception {
        var broken = TestBuild.in(folder.resolve("b3")).withoutServer().program();
        var mute = TestBuild.in(folder.resolve("b4")).with(SCRIPT, "if\n").program();
        try (var own = OwnInstallation.start("upgrade", first)) {
            var data = own.data().path();
            var rollout = beginRollout(own);
            long gateway = gateway(own);
            try (var load = load(own)) {
                var withoutServer = run(broken, data, "upgrade");
                assertThat(withoutServer.exit()).isEqualTo(1);
                assertThat(withoutServer.said())
                        .contains("The server of before runs again")
                        .contains(own.data().serverLog().toString());
                assertThat(run(first, data, "status").said()).contains("build b1");

                var withoutGuardian = run(mute, data, "upgrade");
                assertThat(withoutGuardian.exit()).isEqualTo(1);
                assertThat(withoutGuardian.said())
                        .contains("guardian failed its trial")
                        .contains(own.data().gatewayLog().toString());
                assertThat(gateway(own)).isEqualTo(gateway);
                assertThat(run(first, data, "doctor").said())
                        .contains("the last upgrade of the guardian failed");

                assertThat(run(second, data, "upgrade").exit()).isZero();
                assertThat(gateway(own)).isNotEqualTo(gateway);
                assertThat(isWaiting(client(own), rollout)).isTrue();
                awaitMore(load, 50);
                assertThat(load.stop().all().failed()).isZero();
            }
        }
    }

    @Test
    void anAbortGivenInTheMiddleIsCarriedOutAndASecondUpgradeIsRefused() throws Exception {
        try (var own = OwnInstallation.start("upgrade", first)) {
            var data = own.data().path();
            var rollout = beginRollout(own);
            try (var load = load(own)) {
                var upgrade = begin(second, data, "upgrade");
                var server = own.data().serverFile();
                assertThat(ServiceClient.await(() -> !Files.exists(server), LIMIT)).isTrue();

                var abort = run(first, data, "rollout", "abort", "upstream");
                assertThat(upgrade.await().exit()).isZero();

                assertThat(abort.exit()).as(abort.said()).isZero();
                var end = client(own).follow(rollout, LIMIT);
                assertThat(end.isRolledBack()).as(end.phase()).isTrue();
                try (var lock =
                        FileChannel.open(
                                data.resolve("run/upgrade.lock"), StandardOpenOption.WRITE)) {
                    assertThat(lock.tryLock()).isNotNull();
                    var refused = run(first, data, "upgrade");
                    assertThat(refused.exit()).isEqualTo(1);
                    assertThat(refused.said()).contains("Another upgrade is under way");
                }
                var both = List.of(begin(first, data, "upgrade"), begin(first, data, "upgrade"));
                var exits = new ArrayList<Integer>();
                for (var each : both) {
                    exits.add(each.await().exit());
                }
                assertThat(exits).contains(0).allMatch(exit -> exit == 0 || exit == 1);
                assertThat(run(first, data, "status").said().lines().limit(2))
                        .allSatisfy(line -> assertThat(line).contains("build b1"));
                awaitMore(load, 50);
                assertThat(load.stop().all().failed()).isZero();
            }
        }
    }

    @Test
    void whereNothingRunsTheCommandSaysSo() throws Exception {
        var nothing = run(second, folder.resolve("nothing"), "upgrade");

        assertThat(nothing.exit()).isNotZero();
        assertThat(nothing.said()).contains("No server runs from", "penstock up --data");
    }
}
