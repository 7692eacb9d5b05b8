package penstock.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.cli.api.Wire;
import penstock.model.Node;

/// A candidate beside a fresh baseline, under load: the baseline comes and goes with the rollout, survives the server, and no request
/// is lost by it.
final class FreshBaselineTest {
    private static final String PLAN =
            "{ steps: [weight: 30%, pause, weight: 60%, pause], keepWarm: 0s,"
                    + " judge: { baseline: fresh, compare: [errors] } }";

    @TempDir private Path folder;

    @Test
    void itComesAndGoesWithTheRolloutAndLosesNoRequestWhateverIsKilled() throws IOException {
        try (var site = new Site(folder)) {
            var server = site.deploy(2, PLAN);
            var stable = site.recorded("shop-1-0-0");
            try (var load = new SteadyLoad(site.data, site.ledgers, "baseline")) {
                load.awaitMore(20);
                site.release("1.1.0");
                awaitPausedAt(site, "shop-2", "30%");
                var fresh = baseline(site);
                assertThat(fresh).hasSize(1).doesNotContainAnyElementsOf(stable);
                Waiting.until(() -> served(site, "baseline") > 0, () -> "traffic");

                Site.kill(server.toHandle());
                load.awaitMore(20);
                server = site.start();
                assertThat(baseline(site)).as("adopted, not replaced").isEqualTo(fresh);

                site.order("shop-2", "resume");
                Site.kill(server.toHandle());
                server = site.start();
                awaitPausedAt(site, "shop-2", "60%");
                assertThat(baseline(site)).hasSize(2).containsAll(fresh);

                site.order("shop-2", "abort");
                Site.kill(server.toHandle());
                server = site.start();
                site.awaitPhase("shop-2", "rolled-back");
                awaitOnly(site, stable);
                load.awaitMore(20);
                load.requireEachServedOnce();
            }
            theRestIsStablesWhenItsInstanceIsKilled(site, stable);
            aPromotionEndsIt(site);
            site.requireOneGatewayAndAWholeAuditLog();
        }
    }

    private static void theRestIsStablesWhenItsInstanceIsKilled(Site site, Set<Long> stable)
            throws IOException {
        try (var load = new SteadyLoad(site.data, site.ledgers, "killed")) {
            site.release("1.2.0");
            awaitPausedAt(site, "shop-3", "30%");
            var fresh = baseline(site);
            load.awaitMore(20);

            fresh.forEach(pid -> ProcessHandle.of(pid).ifPresent(Site::kill));
            Waiting.until(
                    () -> baseline(site).size() == 1 && !baseline(site).equals(fresh),
                    () -> "records: " + site.records());

            load.requireNoneServedTwice();
            assertThat(load.lost())
                    .as("at most what cannot be repeated and was in flight on it")
                    .allMatch(SteadyLoad.Sent::isPost)
                    .hasSizeLessThanOrEqualTo(SteadyLoad.USERS);
            assertThat(site.recorded("shop-1-0-0")).containsAll(stable);
            assertThat(site.phase("shop-3")).isEqualTo("paused");
            assertThat(Files.readString(site.data.resolve("evidence/production/shop-3.log")))
                    .contains("\ntick ")
                    .contains("\napart ");
        }
    }

    private static void aPromotionEndsIt(Site site) throws IOException {
        try (var load = new SteadyLoad(site.data, site.ledgers, "promotion")) {
            load.awaitMore(20);
            site.order("shop-3", "promote");
            site.order("shop-3", "resume");
            site.awaitPhase("shop-3", "completed");
            site.awaitInstancesOf("shop-1-2-0", 2);
            site.awaitInstancesOf("shop-1-0-0", 0);
            load.awaitMore(20);
            load.requireEachServedOnce();
        }
    }

    private static void awaitPausedAt(Site site, String rollout, String weight) {
        site.await(
                rollout,
                seen ->
                        seen.textAt("status", "phase").equals("paused")
                                && seen.textAt("status", "weight").equals(weight));
    }

    private static void awaitOnly(Site site, Set<Long> stable) {
        Waiting.until(
                () -> site.instances().equals(stable) && site.recorded("").equals(stable),
                () -> "records: " + site.records());
    }

    /// Process ids of the baseline's instances.
    private static Set<Long> baseline(Site site) {
        return site.records().stream()
                .filter(record -> record.textAt("spec", "isBaseline").equals("true"))
                .map(record -> record.textAt("process", "pid"))
                .filter(pid -> !pid.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toSet());
    }

    private static long served(Site site, String role) {
        var path = Wire.service("production", "shop") + "/traffic";
        List<Node> lines =
                site.ask(api -> api.get(path)).at("items").map(Node::asList).orElse(List.of());
        return lines.stream()
                .filter(line -> line.textAt("role").equals(role))
                .mapToLong(line -> Long.parseLong(line.textAt("requests")))
                .sum();
    }
}
