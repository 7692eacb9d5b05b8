package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.model.Text;

/// Rollouts that are decided by what the instances tell of themselves: a real server and gateway, real processes that are scraped.
final class FigureRolloutTest {
    /// Scores its answers, on average as SCORE says, and what each of them costs, on average as COST says, and tells so.
    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;

            final long[] scores = new long[11];
            final long[] costs = new long[11];
            double sum;
            long answers;

            synchronized void count(double score, double cost) {
                double one = score + 0.02 * (++answers % 3 - 1);
                scores[Math.clamp((int) Math.ceil((one - 0.8) * 50) - 1, 0, 10)]++;
                costs[Math.clamp((int) Math.ceil(cost + answers % 2), 0, 10)]++;
                sum += one;
            }

            String buckets(String name, long[] counts, double from, double width) {
                var text = new StringBuilder("# TYPE " + name + " histogram\\n");
                long all = 0;
                for (int i = 0; i <= 10; i++) {
                    all += counts[i];
                    text.append(name + "_bucket{le=\\"" + (i == 10 ? "+Inf" : from + width * i) + "\\"} " + all + "\\n");
                }
                return text + name + "_count " + all + "\\n";
            }

            synchronized String told() {
                return buckets("answer_score", scores, 0.82, 0.02) + "answer_score_sum " + sum + "\\n"
                        + buckets("answer_cost", costs, 0, 1)
                        + "# TYPE answers_total counter\\nanswers_total " + answers + "\\n"
                        + "# TYPE answers_failed_total counter\\nanswers_failed_total 0\\n";
            }

            void main() throws Exception {
                double score = Double.parseDouble(System.getenv().getOrDefault("SCORE", "0.93"));
                double cost = Double.parseDouble(System.getenv().getOrDefault("COST", "4"));
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                server.createContext("/", exchange -> {
                    var path = exchange.getRequestURI().getPath();
                    if (path.equals("/")) {
                        count(score, cost);
                    }
                    var body = (path.equals("/metrics") ? told() : "ok").getBytes();
                    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
            }
            """;

    private static final String SERVICE =
            """
            apiVersion: penstock/v1
            kind: Service
            metadata: { name: shop }
            spec:
              run:
                process: { command: [java, -Xshare:auto, -XX:TieredStopAtLevel=1, --source, "25", "{artefact}"] }
                ready: { http: /ready, every: 100ms, within: 60s }
                stop: { grace: 2s, drain: 1s }
                metrics: { http: /metrics, every: 500ms }
              route: { hosts: [shop.localhost], stickBy: ["header:X-User"] }
              rollout:
                steps: [weight: 50%, {hold: {until: not-worse}}, weight: 100%]
                keepWarm: 0s
                judge:
                  compare: [errors]
                  minimumDwell: 1s
                  every: 1s
                  margins: { errors: 10% }
            """;

    private static final String SCORE =
            "{ name: answer_score, better: higher, smallestEffect: 0.5%, margin: 2%, range: { from: 0.8, to: 1 } }";

    /// Requests and errors as the instances count them, as if the gateway were another's.
    private static final String OWN_COUNTERS =
            "      source: { requests: answers_total, errors: answers_failed_total }\n"
                    + "      metrics:\n"
                    + "        - { name: answer_cost, cap: 10, better: lower, smallestEffect: 40%, margin: 100% }\n"
                    + "        - "
                    + SCORE
                    + "\n";

    @TempDir private Path folder;

    private static void release(Installation installation, String version, String env) {
        var artefact = installation.upload(PROGRAM);
        var order =
                "{\"version\": \"%s\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {%s}}"
                        .formatted(version, artefact.textAt("digest"), env);
        assertThat(installation.release("shop", order).status()).isEqualTo(200);
    }

    /// Asks until the rollout has ended.
    private static Node requestsUntilTheEnd(Installation installation, String rollout) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        var seen = installation.rollout(rollout);
        for (int user = 0; !isOver(seen); user += 10) {
            assertThat(System.nanoTime())
                    .as(() -> Text.writeJson(installation.rollout(rollout)))
                    .isLessThan(deadline);
            for (int i = user; i < user + 10; i++) {
                assertThat(installation.get("shop.localhost", "/", "user" + i))
                        .startsWith("HTTP/1.1 200");
            }
            seen = installation.rollout(rollout);
        }
        return seen;
    }

    /// What comes of the evidence when it is judged once more.
    private static Node replayed(Installation installation, String rollout) {
        var path = "/api/v1/environments/production/rollouts/" + rollout + "/replay";
        return installation.call("GET", path, "").body();
    }

    private static boolean isOver(Node rollout) {
        var phase = rollout.textAt("status", "phase");
        return phase.equals("rolled-back") || phase.equals("completed");
    }

    @Test
    void aVersionThatIsOnlyWorseInItsOwnFigureIsStoppedByItAndABetterOnePromoted() {
        try (var installation = new Installation(folder.resolve("data"))) {
            installation.apply("shop", SERVICE + "      metrics: [" + SCORE + "]\n");
            release(installation, "1.0.0", "");
            installation.awaitPhase("shop-1", "completed");

            release(installation, "1.1.0", "\"SCORE\": \"0.91\"");
            var worse = requestsUntilTheEnd(installation, "shop-2");

            assertThat(worse.textAt("status", "phase")).isEqualTo("rolled-back");
            assertThat(worse.textAt("status", "evidence", "sentence"))
                    .startsWith("answer_score: candidate 0.9")
                    .contains("evidence");
            assertThat(worse.textAt("status", "evidence", "candidate", "failed")).isEqualTo("0");

            assertThat(replayed(installation, "shop-2").textAt("isSame")).isEqualTo("true");

            installation.apply("shop", SERVICE + OWN_COUNTERS);
            release(installation, "1.2.0", "\"SCORE\": \"0.95\", \"COST\": \"5\"");
            var better = requestsUntilTheEnd(installation, "shop-3");

            assertThat(better.textAt("status", "phase")).isEqualTo("completed");
            assertThat(replayed(installation, "shop-3").textAt("isSame")).isEqualTo("true");
            assertThat(better.at("status", "journal").orElseThrow().asList())
                    .anySatisfy(entry -> assertThat(entry.textAt("message")).contains("not worse"));
        }
    }
}
