package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Text;

/// What a plan will come to is told before the release, and one that cannot come to a good end is not begun.
final class PlanBeforeReleaseTest {
    private static final String ENVIRONMENT = "/api/v1/environments/production/";

    @TempDir private Path folder;

    private static String order(String digest, String more) {
        return "{\"version\": \"1.1.0\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {}%s}"
                .formatted(digest, more);
    }

    @Test
    void aPlanThatCannotSucceedIsRefusedUntilSomebodyForcesItAndSaysWhy() {
        try (var installation = new Installation(folder.resolve("data"))) {
            var digest = Shop.upload(installation);
            Shop.deploy(
                    installation,
                    1,
                    "[weight: 50%, hold: {until: not-worse, atMost: 10s, onUnknown: rollback}, weight: 100%]");

            var plan = installation.act("shop", "plan", "{\"rate\": \"100/s\"}").body();
            var wrong = installation.act("shop", "plan", "{\"rate\": \"much\", \"version\": [1]}");
            var refused = installation.release("shop", order(digest, ""));
            var silent = installation.release("shop", order(digest, ", \"force\": \" \""));

            assertThat(plan.at("steps")).as(Text.writeJson(plan)).isPresent();
            assertThat(plan.at("steps").orElseThrow().asList().get(1).textAt("words"))
                    .startsWith("hold until not-worse, at most 10s");
            assertThat(Text.writeJson(plan.at("findings").orElseThrow()))
                    .contains("\"isFatal\":true")
                    .contains("10s (expected: more than judge.minimumDwell, 1m30s");
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.detail())
                    .contains("rate: \"much\" (expected: a rate")
                    .contains("version");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().textAt("code")).isEqualTo("plan-cannot-succeed");
            assertThat(refused.detail())
                    .contains("steps[1].hold.atMost: 10s")
                    .contains("--force --reason WHY");
            assertThat(silent.status()).isEqualTo(400);
            assertThat(silent.detail()).contains("force: empty (expected: the reason");
            assertThat(installation.call("GET", ENVIRONMENT + "releases/shop-1-1-0", "").status())
                    .as("nothing was begun")
                    .isEqualTo(404);

            var forced = installation.release("shop", order(digest, ", \"force\": \"ticket 9\""));

            assertThat(forced.status()).isEqualTo(200);
            var rollout = installation.awaitPhase("shop-2", "progressing");
            assertThat(Text.writeJson(rollout.at("spec", "outlook").orElseThrow()))
                    .contains("overruled")
                    .contains("steps[1].hold.atMost: 10s");
            assertThat(Text.writeJson(rollout.at("status", "journal").orElseThrow()))
                    .contains("forced, although steps[1].hold.atMost: 10s");
            assertThat(audit(installation)).contains("force-release").contains("ticket 9");
        }
    }

    private static String audit(Installation installation) {
        return Text.writeJson(installation.call("GET", "/api/v1/audit?limit=1000", "").body());
    }
}
