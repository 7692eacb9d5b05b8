package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.server.crash.CrashPoint.after;
import static penstock.server.crash.CrashPoint.before;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.testkit.NameServer;

/// A server that is killed just before and just after everything that a rollout stores and does, one life for each point,
/// under load. Each next server goes on from what is stored. Which points there are follows from the declared transitions
/// and the sealed effects; one that no life came to fails the test.
final class CrashPointsTest {
    @TempDir private Path folder;
    private Site site;

    @BeforeEach
    void prepare() throws IOException {
        site = new Site(folder);
    }

    @AfterEach
    void endAll() {
        site.close();
    }

    @Test
    void everyTransitionAndEffectSurvivesAKillJustBeforeAndJustAfterIt() throws IOException {
        theFirstRelease();
        var first = site.instances();
        var gateway = site.gateways();
        try (var load = new SteadyLoad(site.data, site.ledgers, "points")) {
            load.awaitMore(20);
            aRolloutToItsEnd(first);
            var stable = site.recorded("shop-1-1-0");
            rolledBackByItsCheck();
            abortedWhilePaused();
            abortedBeforeItIsReady();
            abortedBeforeItBegins();
            abortedWhilePromoting();
            superseded();
            assertThat(site.recorded("shop-1-1-0")).as("adopted, not replaced").isEqualTo(stable);
            theLastServerGoesOn();
            assertThat(site.gateways()).as("adopted, not replaced").isEqualTo(gateway);
            load.awaitMore(50);
            load.requireEachServedOnce();
        }
        namesAreFollowed();
        theServiceIsDeleted();
        everyPointWasReached();
    }

    private void theFirstRelease() {
        site.crash(before("begin"), () -> release("1.0.0", "steps: [weight: 50%, pause]"));
        site.crash(after("begin"), () -> site.release("1.0.0"));
        both("pending to preparing");
        both("ServiceEffect.Start");
        both("preparing to promoting");
        both("promoting to completed");
        var server = site.start();
        site.awaitPhase("shop-1", "completed");
        site.awaitRoute(1);
        assertThat(site.instances()).hasSize(1).isEqualTo(site.recorded("shop-1-0-0"));
        Site.kill(server.toHandle());
    }

    private void release(String version, String plan) {
        site.plan(
                1,
                """
                {
                  keepWarm: 300ms,
                  checks: {
                    smoke: { http: /ready },
                    never: { http: { path: /ready, contains: never }, every: 50ms }
                  },
                  %s
                }"""
                        .formatted(plan)
                        .replace("\n", " "));
        site.release(version);
    }

    private void both(String event) {
        site.crash(before(event));
        site.crash(after(event));
    }

    private void aRolloutToItsEnd(Set<Long> first) {
        site.crash(
                before("RolloutEffect.Apply"),
                () -> release("1.1.0", "steps: [weight: 50%, check: smoke, pause]"));
        both("preparing to progressing");
        both("weight in progressing");
        both("RolloutEffect.Judge");
        both("step in progressing");
        both("RolloutEffect.RunCheck");
        both("progressing to paused");
        assertThat(site.recorded("shop-1-0-0")).as("adopted, not replaced").isEqualTo(first);
        assertThat(site.instances()).hasSize(2);
        site.crash(before("paused to progressing"), () -> site.order("shop-2", "resume"));
        site.crash(after("paused to progressing"));
        both("progressing to promoting");
        both("weight in promoting");
        site.crash(before("RolloutEffect.EndJudging"));
        both("warm over");
        both("ServiceEffect.Stop");
        both("ServiceEffect.Forget");
        assertThat(site.instances()).hasSize(1).isEqualTo(site.recorded("shop-1-1-0"));
    }

    private void rolledBackByItsCheck() {
        site.crash(
                after("RolloutEffect.Apply"),
                () -> release("1.2.0", "steps: [weight: 50%, check: never], failureThreshold: 3"));
        both("failed check in progressing");
        both("progressing to rolling-back");
        both("rolling-back to rolled-back");
    }

    private void abortedWhilePaused() {
        site.crash(
                before("paused to rolling-back"),
                () -> {
                    release("1.2.1", "steps: [weight: 50%, pause]");
                    site.awaitPhase("shop-4", "paused");
                    site.order("shop-4", "abort");
                });
        site.crash(after("paused to rolling-back"));
        site.crash(after("RolloutEffect.EndJudging"));
    }

    /// From here on aborts are given while no server runs.
    private void abortedBeforeItIsReady() {
        site.crash(after("pending to preparing"), () -> site.release("1.2.2"));
        abort();
        both("preparing to rolling-back");
        both("rolling-back to failed");
    }

    private void abortedBeforeItBegins() {
        site.crash(before("pending to preparing"), () -> site.release("1.2.3"));
        abort();
        both("pending to rolling-back");
    }

    private void abortedWhilePromoting() {
        site.crash(
                after("progressing to promoting"), () -> release("1.2.4", "steps: [weight: 50%]"));
        abort();
        both("promoting to rolling-back");
    }

    private void abort() {
        assertThat(site.command("rollout", "abort", "shop", "--reason", "a test"))
                .contains("abort kept for the next server")
                .endsWith("exit code 0\n");
    }

    private void superseded() {
        site.crash(
                before("rolling-back to superseded"),
                () -> {
                    release("1.2.5", "steps: [weight: 50%, pause]");
                    site.awaitPhase("shop-8", "paused");
                    site.release("1.3.0");
                });
        site.crash(after("rolling-back to superseded"));
    }

    private void theLastServerGoesOn() {
        site.crash(
                before("scaling in promoting"),
                () -> {
                    site.awaitPhase("shop-9", "paused");
                    site.plan(2, "{}");
                    site.order("shop-9", "resume");
                });
        site.crash(after("scaling in promoting"));
        var server = site.start();
        var ends =
                List.of(
                        "completed",
                        "completed",
                        "rolled-back",
                        "rolled-back",
                        "failed",
                        "failed",
                        "rolled-back",
                        "superseded");
        for (int i = 0; i < ends.size(); i++) {
            assertThat(site.phase("shop-" + (i + 1))).isEqualTo(ends.get(i));
        }
        site.awaitPhase("shop-9", "completed");
        Waiting.until(() -> site.instances().size() == 2, () -> "records: " + site.records());
        site.awaitInstancesOf("shop-1-3-0", 2);
        site.requireOneGatewayAndAWholeAuditLog();
        Site.kill(server.toHandle());
    }

    /// Instances that run elsewhere are looked up anew by each server.
    private void namesAreFollowed() {
        try (var names = new NameServer()) {
            names.addresses("away.internal", 1, "127.0.0.1");
            site.crash(
                    before("ServiceEffect.Follow"),
                    () -> site.releaseElsewhere("away", "away.internal:9", names.address()));
            site.crash(after("ServiceEffect.Follow"));
            var server = site.start();
            Waiting.until(
                    () ->
                            site.command("get", "service", "away", "-o", "yaml")
                                    .contains("127.0.0.1:9"),
                    () -> site.command("get", "service", "away", "-o", "yaml"));
            Site.kill(server.toHandle());
        }
    }

    /// It was closed, and a service of that name that comes later must not be.
    private void theServiceIsDeleted() {
        var server = site.start();
        assertThat(site.command("maintenance", "on", "shop", "--reason", "a test"))
                .endsWith("exit code 0\n");
        Site.kill(server.toHandle());
        site.crash(
                before("ServiceEffect.Open"),
                () -> site.command("delete", "service", "shop", "--reason", "a test"));
        site.crash(after("ServiceEffect.Open"));
        site.start();
        Waiting.until(() -> site.instances().isEmpty(), () -> "records: " + site.records());
        assertThat(site.command("get", "closures")).doesNotContain("shop");
    }

    private void everyPointWasReached() throws IOException {
        var reached = Set.copyOf(Files.readAllLines(folder.resolve("reached")));
        var all = CrashPoint.all().stream().map(CrashPoint::toString).collect(Collectors.toSet());

        assertThat(reached).as("points with a life of their own").isEqualTo(all);
        assertThat(Set.copyOf(Files.readAllLines(folder.resolve("seen"))))
                .as("events that happened")
                .isEqualTo(
                        CrashPoint.all().stream()
                                .map(CrashPoint::event)
                                .collect(Collectors.toSet()));
    }
}
