package penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rollout plan` and `release --force`: what is asked, what is shown, and the exit codes that scripts rely on.
final class PlanTest {
    private static final String SHOP = "/api/v1/environments/production/services/shop";

    private static final String FORECAST =
            """
            {"service":"shop","version":"1.4.2","profile":"canary","traffic":"100 requests/s, as given","requestsPerSecond":100.0,
             "steps":[
              {"step":0,"words":"weight 5%","weight":"5%","waitsFor":"enough ready instances, and the gateway","typical":"0s","slow":"0s"},
              {"step":1,"words":"hold until not-worse","weight":"5%","waitsFor":"proof","onWorse":"rollback","onUnknown":"wait",
               "typical":"2m30s","slow":"6m","proof":{"metric":"latency-p99","candidateRequests":398,"typical":"2m30s","slow":"6m"},
               "faults":[
                {"effect":"errors +5%","isSmallest":false,"typical":"20s","slow":"40s","candidateRequests":79,"failingRequests":5},
                {"effect":"errors +0.5%","isSmallest":true,"typical":"7m","slow":"15m","candidateRequests":2027,"failingRequests":13}]},
              {"step":2,"words":"hold 5m","weight":"50%","waitsFor":"time"}],
             "typical":"7m30s","slow":"11m"FINDINGS}
            """;

    private final Path folder;
    private final FakeServer server;

    PlanTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = new FakeServer(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Ran plan(String findings, String... more) {
        server.answer("POST " + SHOP + "/plan", 200, FORECAST.replace("FINDINGS", findings));
        var arguments = new java.util.ArrayList<>(java.util.List.of("rollout", "plan", "shop"));
        arguments.addAll(java.util.List.of(more));
        return Ran.command(folder, arguments.toArray(String[]::new));
    }

    @Test
    void stepsTimesAndFaultsAreShown() {
        var ran = plan("", "--version", "1.4.2", "--rate", "100/s", "--effect", "errors=5%");

        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                service/shop 1.4.2, plan: canary
                                traffic: 100 requests/s, as given

                                STEP                   TAKES   SLOW   WAITS FOR
                                weight 5%                             enough ready instances, and the gateway
                                hold until not-worse   2m30s   6m     proof: about 398 candidate requests for latency-p99
                                hold 5m                ?       ?      time
                                total                  7m30s   11m    and the time of starts, people and checks

                                at 5%: errors +5% is found after 20s, nine of ten times within 40s (79 candidate requests, 5 of them failing)
                                at 5%: the smallest fault found in time is errors +0.5%, after 7m, nine of ten times within 15m (2027 candidate requests, 13 of them failing)
                                """,
                                ""));
        assertThat(server.requests().getLast())
                .startsWith("POST " + SHOP + "/plan {")
                .contains("\"version\":\"1.4.2\"")
                .contains("\"rate\":\"100/s\"")
                .contains("\"effects\":{\"errors\":\"5%\"}");
    }

    @Test
    void aPlanThatWouldBeRefusedEndsWithOne() {
        var finding =
                ",\"findings\":[{\"isFatal\":%s,\"place\":\"steps[1].hold.atMost\",\"message\":\"2m (expected: at least 11m)\"}]";

        var refused = plan(finding.formatted("true"));
        var json = plan(finding.formatted("true"), "-o", "json");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out())
                .endsWith("\nrefused: steps[1].hold.atMost: 2m (expected: at least 11m)\n");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).startsWith("{").contains("\"isFatal\":true");
    }

    @Test
    void aWarningDoesNotChangeTheExitCode() {
        var finding =
                ",\"findings\":[{\"isFatal\":false,\"place\":\"steps[1].hold\",\"message\":\"slow\"}]";

        var ran = plan(finding, "-o", "yaml");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("service: shop").contains("message: slow");
    }

    @Test
    void aFileIsAServiceAProfileOrASection() throws IOException {
        Files.writeString(
                folder.resolve("service.yaml"),
                "{kind: Service, metadata: {name: shop}, spec: {rollout: {profile: rolling}}}");
        Files.writeString(
                folder.resolve("profile.yaml"),
                "{kind: Profile, metadata: {name: own}, spec: {steps: [weight: 5%]}}");
        Files.writeString(folder.resolve("section.yaml"), "rollout: {steps: [weight: 9%]}");
        Files.writeString(folder.resolve("bare.yaml"), "steps: [weight: 8%]");
        Files.writeString(folder.resolve("flag.yaml"), "{kind: Flag, metadata: {name: own}}");

        plan("", "-f", "service.yaml");
        assertThat(server.requests().getLast()).endsWith("{\"rollout\":{\"profile\":\"rolling\"}}");
        plan("", "-f", "profile.yaml");
        assertThat(server.requests().getLast())
                .endsWith("{\"plan\":{\"steps\":[{\"weight\":\"5%\"}]}}");
        plan("", "-f", "section.yaml");
        assertThat(server.requests().getLast())
                .endsWith("{\"rollout\":{\"steps\":[{\"weight\":\"9%\"}]}}");
        plan("", "-f", "bare.yaml");
        assertThat(server.requests().getLast())
                .endsWith("{\"rollout\":{\"steps\":[{\"weight\":\"8%\"}]}}");
        assertThat(plan("", "-f", "flag.yaml").err())
                .contains("flag.yaml: kind Flag (expected: Service");
        assertThat(plan("", "-f", "none.yaml").err()).contains("none.yaml: cannot be read");
    }

    @Test
    void whatIsAskedOfAPlanGoesWithAPlanOnly() {
        var ran = Ran.command(folder, "rollout", "status", "shop", "--rate", "5/s");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("go with rollout plan");
    }

    @Test
    void aForcedReleaseNeedsAReasonAndShowsWhatWasOverruled() {
        server.store(SHOP, "{kind: Service, metadata: {name: shop}, spec: {}}");
        server.answer(
                "POST " + SHOP + "/release",
                200,
                """
                {"rollout":{"kind":"Rollout","metadata":{"name":"shop-7"},
                 "spec":{"service":"shop","version":"2","outlook":{"overruled":["steps[1].hold: a"],"warnings":["steps[3].hold: b"]}}}}
                """);

        var silent =
                Ran.command(folder, "release", "shop", "--version", "2", "--force", "--no-wait");
        var ran =
                Ran.command(
                        folder,
                        "release",
                        "shop",
                        "--version",
                        "2",
                        "--force",
                        "--no-wait",
                        "--reason",
                        "ticket 9");

        assertThat(silent.exit()).isEqualTo(2);
        assertThat(silent.err()).contains("--force needs --reason");
        assertThat(ran.out())
                .isEqualTo(
                        """
                        rollout/shop-7 started
                        forced, although steps[1].hold: a
                        warning: steps[3].hold: b
                        """);
        assertThat(server.requests().getLast())
                .contains("reason=ticket 9")
                .contains("\"force\":\"ticket 9\"");
    }
}
