package penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.api.Wire;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Shot;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// One trial: an installation of its own, a good version with load on it, then a bad version, until it is gone again.
final class DetectTrial {
    private static final String ENVIRONMENT = "production";
    private static final String SERVICE = "upstream";
    private static final String GOOD = "1.0.0";
    private static final String BAD = "2.0.0";

    /// Load on the good version alone before the bad one comes.
    private static final Duration BEFORE = Duration.ofSeconds(2);

    /// Load after the decision: whatever the candidate still answers then counts against the promise.
    private static final Duration AFTER = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(60);

    private final DetectPlan plan;
    private final Program program;
    private final int number;

    DetectTrial(DetectPlan plan, Program program, int number) {
        this.plan = plan;
        this.program = program;
        this.number = number;
    }

    Trial run() throws IOException {
        var folder = Files.createTempDirectory("penstock-detect-");
        var installation = new Installation(new DataDirectory(folder), program);
        var cleanUp = new Thread(() -> installation.stop(true));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            installation.start(Installation.Ports.FREE);
            try (var api = installation.data().connect()) {
                return measure(api, installation.data());
            }
        } finally {
            installation.stop(true);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            delete(folder);
        }
    }

    private Trial measure(Api api, DataDirectory data) {
        api.put(Wire.service(ENVIRONMENT, SERVICE), manifest(), Api.reason("benchmark"));
        var artefact = api.upload(jar(), "upstream.jar");
        var first = follow(api, release(api, artefact, GOOD, Map.of()), DEPLOY_LIMIT);
        if (!first.isCompleted()) {
            throw new ApiException(
                    "bench", List.of("The good version was not deployed: " + first.message()));
        }
        var gateway =
                data.gatewayAddress()
                        .orElseThrow(() -> ApiException.away("The gateway is not running."));
        var address = new LoadPlan.Address(gateway.getHost(), gateway.getPort());
        var load =
                LoadPlan.of(address, "upstream.localhost", plan.perSecond(), plan.seed() + number);
        try (var generator = LoadGenerator.start(load, this::shot)) {
            pause(BEFORE);
            var end = follow(api, release(api, artefact, BAD, plan.fault()), plan.limit());
            pause(AFTER);
            return Trial.of(number, generator.stop(), BAD, end.phase());
        }
    }

    private Shot shot(java.util.random.RandomGenerator random) {
        return random.nextDouble() < plan.postShare() ? Shot.postJson("/", "{}") : Shot.get("/");
    }

    private Path jar() {
        var separator = java.util.regex.Pattern.quote(java.io.File.pathSeparator);
        return Path.of(program.classPath("bench").split(separator, 2)[0]);
    }

    private Node manifest() {
        var text =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: upstream }
                spec:
                  run:
                    process:
                      command: ["%s", -XX:+UseSerialGC, "-XX:TieredStopAtLevel=1", -Xmx48m, -cp, "%s", penstock.bench.Upstream]
                    instances: 1
                    ready: { http: /health, every: 200ms, timeout: 1s, within: 30s }
                    stop: { grace: 3s }
                  route: { hosts: [upstream.localhost], path: /, stickBy: ["header:X-User", client] }
                  rollout:
                    steps:
                      - weight: %s
                      - hold: { until: not-worse, atMost: 1h }
                      - weight: 100%%
                    judge: { compare: [errors, latency], onWorse: rollback, onUnknown: wait }
                    keepWarm: 1s
                """
                        .formatted(program.java(), classPath(), plan.weight());
        return Text.readYaml(text, "upstream.yaml").getFirst();
    }

    /// The released file first, so that it is what runs; the rest of the class path stays where it is.
    private String classPath() {
        var all = program.classPath("bench");
        int first = all.indexOf(java.io.File.pathSeparatorChar);
        return "{artefact}" + (first < 0 ? "" : all.substring(first));
    }

    private static String release(Api api, Node artefact, String version, Map<String, String> env) {
        var answer =
                api.post(
                        Wire.action(Wire.service(ENVIRONMENT, SERVICE), "release"),
                        Wire.release(version, artefact, env, Map.of(), ""),
                        "benchmark");
        return answer.at("rollout").orElse(answer).textAt("metadata", "name");
    }

    private static RolloutView follow(Api api, String name, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        var seen = RolloutView.live(api, ENVIRONMENT, name);
        while (!seen.isOver() && System.nanoTime() < deadline) {
            pause(LOOK);
            seen = RolloutView.live(api, ENVIRONMENT, name);
        }
        return seen;
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.away("Interrupted.");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
