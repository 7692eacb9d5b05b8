package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.cli.api.Wire;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;

/// Real kills (`SIGKILL`) at random instants of a rollout, under load: of the server, of instances, of server and gateway at
/// once, of everything at once. `-Dpenstock.seed=N` repeats a run.
final class RandomKillsTest {
    private static final int KILLS = 4;

    @TempDir private Path folder;
    private final Random random = seeded();

    private static Random seeded() {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println("RandomKillsTest: -Dpenstock.seed=" + seed);
        return new Random(seed);
    }

    private Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis));
    }

    private static String plan(String steps) {
        return "{ steps: %s, keepWarm: 0s, judge: { compare: [errors] } }".formatted(steps);
    }

    @Test
    void aRolloutGoesOnWheneverItsServerIsKilled() throws IOException {
        try (var site = new Site(folder)) {
            var server =
                    site.deploy(2, plan("[weight: 20%, hold: 300ms, weight: 60%, hold: 300ms]"));
            var stable = site.recorded("shop-1-0-0");
            try (var load = new SteadyLoad(site.data, site.ledgers, "server")) {
                load.awaitMore(20);
                site.release("1.1.0");
                for (int kill = 0; kill < KILLS; kill++) {
                    Waiting.pause(upTo(1_500));
                    assertThat(stable).containsAll(site.recorded("shop-1-0-0"));
                    Site.kill(server.toHandle());
                    server = site.launch();
                }

                site.awaitReady(server);
                site.awaitPhase("shop-2", "completed");
                site.awaitInstancesOf("shop-1-1-0", 2);

                load.awaitMore(20);
                load.requireEachServedOnce();
            }
            site.requireOneGatewayAndAWholeAuditLog();
        }
    }

    @Test
    void aKilledInstanceIsReplacedAndOneKilledAgainAndAgainEndsItsRollout() throws IOException {
        try (var site = new Site(folder)) {
            site.deploy(2, plan("[weight: 50%, approve: {}]"));
            aKilledInstanceOfStableIsReplaced(site);
            try (var load = new SteadyLoad(site.data, site.ledgers, "candidate")) {
                load.awaitMore(20);
                site.release("1.1.0");
                site.awaitReason("shop-2", "WaitingForApproval");
                kill(site.recorded("shop-1-1-0").iterator().next());
                site.awaitInstancesOf("shop-1-1-0", 1);
                assertThat(site.phase("shop-2")).isEqualTo("progressing");

                Waiting.until(
                        () -> {
                            site.recorded("shop-1-1-0").forEach(RandomKillsTest::kill);
                            return site.phase("shop-2").equals("rolled-back");
                        },
                        () -> "records: " + site.records());

                site.awaitInstancesOf("shop-1-0-0", 2);
                load.requireNoneServedTwice();
                assertThat(load.lost())
                        .as("stable answered for it")
                        .allMatch(SteadyLoad.Sent::isPost);
            }
            servesEachRequestOnce(site, "after");
            site.requireOneGatewayAndAWholeAuditLog();
        }
    }

    private static void aKilledInstanceOfStableIsReplaced(Site site) throws IOException {
        var before = site.recorded("shop-1-0-0");
        try (var load = new SteadyLoad(site.data, site.ledgers, "stable")) {
            load.awaitMore(20);

            kill(before.iterator().next());
            // The status may be of before the kill was noticed, and a record without a process is
            // of the time between.
            Waiting.until(
                    () -> !site.recorded("shop-1-0-0").equals(before),
                    () -> "records: " + site.records());
            site.awaitInstancesOf("shop-1-0-0", 2);
            Waiting.until(() -> site.isReady("2/2"), () -> "records: " + site.records());

            assertThat(site.instances()).hasSize(2);
            load.requireNoneServedTwice();
            assertThat(load.lost())
                    .as("at most what was in flight on it")
                    .hasSizeLessThanOrEqualTo(SteadyLoad.USERS);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(Site::kill);
    }

    @Test
    void serverAndGatewayAreKilledAtOnce() throws IOException {
        try (var site = new Site(folder)) {
            var server = site.deploy(1, plan("[weight: 50%, hold: 200ms, pause]"));
            var instances = site.recorded("shop-1-0-0");
            try (var load = new SteadyLoad(site.data, site.ledgers, "gateway")) {
                load.awaitMore(20);
                site.release("1.1.0");
                Waiting.pause(upTo(2_000));

                List.of(server.toHandle(), site.gateway().orElseThrow())
                        .forEach(ProcessHandle::destroyForcibly);
                site.awaitGone(server.pid());
                site.start();

                site.awaitPhase("shop-2", "paused");
                assertThat(site.recorded("shop-1-0-0")).isEqualTo(instances);
                load.stop();
                load.requireNoneServedTwice();
            }
            servesEachRequestOnce(site, "after");
            site.order("shop-2", "resume");
            site.awaitPhase("shop-2", "completed");
            site.awaitInstancesOf("shop-1-1-0", 1);
            site.requireOneGatewayAndAWholeAuditLog();
        }
    }

    private static void servesEachRequestOnce(Site site, String name) throws IOException {
        Waiting.until(() -> site.gateway().isPresent(), () -> "no gateway");
        try (var load = new SteadyLoad(site.data, site.ledgers, name)) {
            load.awaitMore(60);
            load.requireEachServedOnce();
        }
    }

    @Test
    void afterEverythingWasKilledAtOnceUpBringsBackWhatWasDecidedLast() throws IOException {
        try (var site = new Site(folder)) {
            site.deploy(2, plan("[weight: 50%, hold: 200ms, pause]"));
            try (var load = new SteadyLoad(site.data, site.ledgers, "all")) {
                load.awaitMore(20);
                site.release("1.1.0");
                Waiting.pause(upTo(2_000));

                site.killAll();
                load.stop();
                load.requireNoneServedTwice();
            }
            var up = new Installation(new DataDirectory(site.data), program());
            up.start(site.ports());
            up.awaitGateway(Duration.ofSeconds(30));

            Waiting.until(() -> site.isReady("2/2"), () -> "records: " + site.records());
            servesEachRequestOnce(site, "up");
            var rollout = site.awaitPhase("shop-2", "paused");
            assertThat(rollout.textAt("status", "weight")).isEqualTo("50%");
            assertThat(site.recorded("shop-1-1-0")).hasSize(1);
            site.order("shop-2", "abort");
            site.awaitPhase("shop-2", "rolled-back");
            site.awaitInstancesOf("shop-1-0-0", 2);
            site.requireOneGatewayAndAWholeAuditLog();
            assertThat(
                            site.ask(api -> api.get(Wire.service("production", "shop")))
                                    .textAt("status", "stable"))
                    .isEqualTo("1.0.0");
        }
    }

    /// A build as the launcher makes it, of the classes under test.
    private Program program() throws IOException {
        var build = Files.createDirectories(folder.resolve("build"));
        var paths =
                Arrays.stream(
                                System.getProperty("java.class.path", "")
                                        .split(java.io.File.pathSeparator))
                        .toList();
        Files.write(build.resolve("server.classpath"), paths);
        Files.write(build.resolve("gateway.classpath"), paths);
        return new Program(
                folder, build, Path.of(System.getProperty("java.home", ""), "bin", "java"));
    }
}
