package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;

/// Rollouts with checks by PromQL on what the gateway counts: a real server, a real gateway, real instances.
final class ChecksTest {
    /// Answers with its version, or with 500 when FAIL says so, on the port in PORT.
    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;

            void main() throws Exception {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.createContext("/", exchange -> {
                    boolean fails = System.getenv("FAIL") != null && !exchange.getRequestURI().getPath().equals("/ready");
                    exchange.sendResponseHeaders(fails ? 500 : 200, -1);
                    exchange.close();
                });
                server.start();
            }
            """;

    private static final String SERVICE = "/api/v1/environments/production/services/shop";

    @TempDir private Path folder;

    /// @param steps of the plan
    /// @param more of the check
    private static String service(String steps, String more) {
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
          rollout:
            %s
            judge: { enabled: false }
            keepWarm: 0s
            checks:
              failures:
                promql:
                  query: >-
                    sum(http_requests_failed_total{service="{{service}}",version="{{version}}"})
                    / sum(http_requests_total{job="gateway",service="{{service}}",version="{{version}}"})
                  max: 0.01
                every: 50ms
                %s
            analysis: [failures]
        """
                .formatted(steps, more);
    }

    private static void release(Installation installation, String version, String env) {
        var artefact = installation.upload(PROGRAM);
        var order =
                "{\"version\": \"%s\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {%s}}"
                        .formatted(version, artefact.textAt("digest"), env);
        assertThat(installation.release("shop", order).status()).isEqualTo(200);
    }

    /// Requests of many users until the rollout is where it should be.
    private static Node serveUntil(
            Installation installation, String rollout, java.util.function.Predicate<Node> isThere) {
        var user = new int[1];
        return installation.await(
                rollout,
                seen -> {
                    installation.get("shop.localhost", "/", "user" + user[0]++);
                    return isThere.test(seen);
                });
    }

    private static Node check(Node rollout) {
        return rollout.at("status", "checks").orElseThrow().asList().getFirst();
    }

    private static boolean isAt(Node rollout, String phase) {
        return rollout.textAt("status", "phase").equals(phase);
    }

    @Test
    void aCheckByPromqlStopsARolloutAndADryRunDoesNotAlsoAfterARestart() {
        try (var installation =
                new Installation(folder.resolve("data"), "--metrics-every", "100ms")) {
            var steps = "steps: [weight: 50%, hold: 10ms, weight: 100%]";
            assertThat(installation.apply("shop", service(steps, "")).status()).isEqualTo(201);
            release(installation, "1.0.0", "");
            installation.awaitPhase("shop-1", "completed");

            release(installation, "1.1.0", "\"FAIL\": \"yes\"");
            var stopped = serveUntil(installation, "shop-2", seen -> isAt(seen, "rolled-back"));
            assertThat(stopped.textAt("status", "reason")).isEqualTo("AnalysisFailed");
            assertThat(stopped.textAt("status", "message"))
                    .contains("check in the background failures failed")
                    .contains("(expected: at most 0.01)");
            assertThat(check(stopped).textAt("failed")).isEqualTo("1");

            steps = "steps: [weight: 50%, pause, weight: 100%]";
            installation.apply("shop", service(steps, "dryRun: true"));
            release(installation, "1.2.0", "\"FAIL\": \"yes\"");
            var before = serveUntil(installation, "shop-3", seen -> failed(seen) >= 3);
            assertThat(before.textAt("status", "phase")).isEqualTo("paused");
            installation.restartServer();
            goesOnCounting(installation, before);
            installation.action("shop-3", "resume");
            installation.awaitPhase("shop-3", "completed");

            tried(installation);
        }
    }

    /// Nothing that was measured before is lost, and nothing counts twice.
    private static void goesOnCounting(Installation installation, Node before) {
        int known = failed(before);
        assertThat(failed(installation.rollout("shop-3"))).isGreaterThanOrEqualTo(known);

        var after = serveUntil(installation, "shop-3", seen -> failed(seen) >= known + 3);

        var check = check(after);
        int measured = Integer.parseInt(check.textAt("measured"));
        var numbers =
                check.at("measurements").orElseThrow().asList().stream()
                        .map(found -> Integer.parseInt(found.textAt("number")))
                        .toList();
        assertThat(numbers)
                .hasSizeLessThanOrEqualTo(10)
                .isEqualTo(
                        java.util.stream.IntStream.rangeClosed(
                                        measured - numbers.size() + 1, measured)
                                .boxed()
                                .toList());
        assertThat(check.textAt("startedAt")).isEqualTo(check(before).textAt("startedAt"));
    }

    private static int failed(Node rollout) {
        return rollout.at("status", "checks").isEmpty()
                ? 0
                : Integer.parseInt(check(rollout).textAt("failed"));
    }

    private static void tried(Installation installation) {
        var path = SERVICE + "/check";
        var planned = installation.json(path, "{\"name\": \"failures\"}");
        assertThat(planned.body().textAt("outcome")).isEqualTo("failed");
        assertThat(planned.body().textAt("version")).isEqualTo("1.2.0");
        var other =
                installation.json(
                        path,
                        "{\"name\": \"x\", \"version\": \"1.2.0\", \"check\": {\"http\": \"/ready\"}}");
        assertThat(other.body().textAt("outcome")).isEqualTo("passed");
        assertThat(installation.json(path, "{\"name\": \"falures\"}").detail())
                .contains("did you mean \"failures\"?");

        var wrong =
                installation.apply(
                        "shop", service("steps: [weight: 100%]", "").replace("/ sum(", "/ summ("));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.detail()).contains("spec.rollout.checks.failures").contains("summ");
    }
}
