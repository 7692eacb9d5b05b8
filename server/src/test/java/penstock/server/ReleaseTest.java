package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases as users make them: a real server, a real gateway, real instances.
final class ReleaseTest {
    /// Answers with its version, or with 500 when FAIL says so, on the port in PORT.
    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;

            void main() throws Exception {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.createContext("/", exchange -> {
                    boolean fails = System.getenv("FAIL") != null && !exchange.getRequestURI().getPath().equals("/ready");
                    var body = ("version " + System.getenv("PENSTOCK_VERSION")).getBytes();
                    exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
            }
            """;

    @TempDir private Path folder;

    private static String service(String steps) {
        return """
        apiVersion: penstock/v1
        kind: Service
        metadata: { name: shop }
        spec:
          run:
            process: { command: [java, -Xshare:auto, -XX:TieredStopAtLevel=1, --source, "25", "{artefact}"] }
            ready: { http: /ready, every: 100ms, within: 60s }
            stop: { grace: 2s, drain: 5s }
          route: { hosts: [shop.localhost], stickBy: ["header:X-User"] }
          rollout: { steps: %s, keepWarm: 10m }
        """
                .formatted(steps);
    }

    private static String order(Installation installation, String version, String env) {
        var artefact = installation.upload(PROGRAM);
        return "{\"version\": \"%s\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {%s}}"
                .formatted(version, artefact.textAt("digest"), env);
    }

    private static void deploy(Installation installation, String steps) {
        assertThat(installation.apply("shop", service(steps)).status()).isEqualTo(201);
        assertThat(installation.release("shop", order(installation, "1.0.0", "")).status())
                .isEqualTo(200);
        installation.awaitPhase("shop-1", "completed");
    }

    @Test
    void aReleaseIsPromotedAndRolledBackToTheWarmVersion() {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, "[weight: 50%, pause, weight: 100%]");
            installation.release("shop", order(installation, "1.1.0", ""));
            installation.awaitPhase("shop-2", "paused");
            var seen = new java.util.HashSet<String>();
            for (int user = 0; user < 40; user++) {
                var answer = installation.get("shop.localhost", "/", "user" + user);
                assertThat(installation.get("shop.localhost", "/", "user" + user))
                        .endsWith(lastLine(answer));
                seen.add(lastLine(answer));
            }
            assertThat(seen).containsExactlyInAnyOrder("version 1.0.0", "version 1.1.0");

            installation.action("shop-2", "resume");
            installation.awaitPhase("shop-2", "completed");

            assertThat(installation.get("shop.localhost", "/", "ann")).endsWith("version 1.1.0");
            installation.json("/api/v1/environments/production/services/shop/rollback", "{}");
            installation.awaitPhase("shop-3", "completed");
            assertThat(installation.get("shop.localhost", "/", "ann")).endsWith("version 1.0.0");
        }
    }

    private static String lastLine(String answer) {
        return answer.substring(answer.lastIndexOf('\n') + 1);
    }

    @Test
    void aFailingCandidateIsRolledBackAndItsGetsAreRescued() {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, "[weight: 50%, {hold: {until: not-worse}}, weight: 100%]");
            installation.release("shop", order(installation, "1.2.0", "\"FAIL\": \"yes\""));
            installation.await("shop-2", seen -> seen.textAt("status", "weight").equals("50%"));

            int user = 0;
            var phase = "";
            while (!phase.equals("rolled-back") && user < 5_000) {
                assertThat(installation.get("shop.localhost", "/", "user" + user++))
                        .startsWith("HTTP/1.1 200");
                phase = installation.rollout("shop-2").textAt("status", "phase");
            }

            var status = installation.rollout("shop-2");
            assertThat(phase).isEqualTo("rolled-back");
            assertThat(status.textAt("status", "reason")).isEqualTo("CandidateWorse");
            assertThat(status.textAt("status", "evidence", "userVisibleFailures")).isEqualTo("0");
        }
    }

    @Test
    void aRestartOfTheServerTouchesNoTrafficAndTheRolloutGoesOn() {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, "[weight: 50%, pause, weight: 100%]");
            installation.release("shop", order(installation, "1.1.0", ""));
            installation.awaitPhase("shop-2", "paused");
            var before = installation.rollout("shop-2").textAt("status", "startedAt");

            installation.restartServer();

            assertThat(installation.get("shop.localhost", "/", "ann")).startsWith("HTTP/1.1 200");
            assertThat(installation.rollout("shop-2").textAt("status", "startedAt"))
                    .isEqualTo(before);
            installation.action("shop-2", "abort");
            installation.awaitPhase("shop-2", "rolled-back");
            for (int user = 0; user < 20; user++) {
                assertThat(installation.get("shop.localhost", "/", "user" + user))
                        .endsWith("version 1.0.0");
            }
        }
    }

    @Test
    void aDeletedServiceLosesItsInstances() throws Exception {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, "[weight: 100%]");
            var path = "/api/v1/environments/production/services/shop";
            var instances = installation.call("GET", path, "").body().at("status", "instances");
            long pid = Long.parseLong(instances.orElseThrow().asList().getFirst().textAt("pid"));
            var process = ProcessHandle.of(pid).orElseThrow();

            assertThat(installation.call("DELETE", path, "").status()).isEqualTo(200);

            assertThat(process.onExit().get(30, java.util.concurrent.TimeUnit.SECONDS).isAlive())
                    .isFalse();
            assertThat(installation.get("shop.localhost", "/", "ann")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void badOrdersAreRefusedWithAllMistakesAndChangeNothing() {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, "[weight: 100%]");
            var unknown =
                    installation.apply(
                            "shop",
                            service("[weight: 100%]")
                                    .replace("rollout: {", "rollout: { profile: canery, "));
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(unknown.detail())
                    .contains("Unknown deployment strategy \"canery\"")
                    .contains("did you mean \"canary\"");

            var typo =
                    installation.apply(
                            "shop", service("[weight: 130%]").replace("grace: 2s", "graze: soon"));
            assertThat(typo.detail())
                    .contains("spec.run.stop.graze: unknown field (did you mean \"grace\"?)")
                    .contains("spec.rollout.steps[0].weight: 130% (expected: a percentage");

            var digest = "sha256:" + "0".repeat(64);
            var missing =
                    installation.release(
                            "shop",
                            "{\"version\": \"2\", \"artefact\": {\"digest\": \"" + digest + "\"}}");
            assertThat(missing.detail())
                    .contains("artefact.digest")
                    .contains("expected: an artefact that was uploaded");

            var other = order(installation, "1.0.0", "\"A\": \"b\"");
            assertThat(installation.release("shop", other).body().textAt("code"))
                    .isEqualTo("release-name-reused");

            var pruned =
                    installation.json(
                            "/api/v1/environments/production/services/shop/rollback",
                            "{\"to\": \"0.9\"}");
            assertThat(pruned.detail()).contains("Version 0.9").contains("kept: 1.0.0");

            assertThat(
                            installation
                                    .call("GET", "/api/v1/environments/production/rollouts", "")
                                    .body()
                                    .at("items")
                                    .orElseThrow()
                                    .asList())
                    .hasSize(1);
        }
    }

    @Test
    void aCommandThatDoesNotExistOrEndsAtOnceIsToldAndGetsNoTraffic() {
        try (var installation = new Installation(folder.resolve("data"))) {
            var manifest = service("[weight: 100%]").replace("[java,", "[no-such-program,");
            assertThat(installation.apply("shop", manifest).status()).isEqualTo(201);
            var refused = installation.release("shop", order(installation, "1.0.0", ""));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.detail()).contains("no-such-program");

            var ending =
                    manifest.replaceAll(
                            "command: \\[.*\\] ",
                            "command: [sh, -c, 'echo out of cheese; exit 3'] ");
            assertThat(installation.apply("shop", ending).status()).isEqualTo(200);
            assertThat(installation.release("shop", "{\"version\": \"1.0.1\"}").status())
                    .isEqualTo(200);

            var seen = installation.awaitPhase("shop-1", "failed");

            assertThat(seen.textAt("status", "message"))
                    .contains("exit code 3")
                    .contains("out of cheese");
            assertThat(installation.get("shop.localhost", "/", "ann")).startsWith("HTTP/1.1 404");
        }
    }

    /// Either would get the room that is kept for a full disk.
    @Test
    void nobodyMakesUpARolloutOrAProfileThatCountsAsAWayBack() {
        try (var installation = new Installation(folder.resolve("data"))) {
            installation.apply("shop", service("[weight: 100%]"));

            var madeUp =
                    installation.call(
                            "PUT",
                            "/api/v1/environments/production/rollouts/shop-2",
                            """
                            {"kind": "Rollout", "apiVersion": "penstock/v1",
                             "metadata": {"name": "shop-2"},
                             "spec": {"service": "shop", "release": "shop-2", "version": "2",
                              "number": 2, "profile": "rollback",
                              "plan": {"strategy": "canary", "steps": [{"weight": "5%"}], "keepWarm": "1h"}}}
                            """);

            assertThat(madeUp.body().textAt("code"))
                    .as(madeUp.detail())
                    .isEqualTo("made-by-actions");
            var profile =
                    installation.call(
                            "PUT",
                            "/api/v1/profiles/rollback",
                            """
                            {"kind": "Profile", "apiVersion": "penstock/v1",
                             "metadata": {"name": "rollback"},
                             "spec": {"strategy": "canary", "steps": [{"weight": "5%"}], "keepWarm": "1h"}}
                            """);
            assertThat(profile.detail()).contains("rollback", "not a built-in profile's");
            var released =
                    installation.release("shop", "{\"version\": \"2\", \"profile\": \"rollback\"}");
            assertThat(released.detail()).contains("Unknown deployment strategy \"rollback\"");
        }
    }
}
