package penstock.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.bench.rig.UpstreamProgram;
import penstock.cli.api.ApiException;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.load.Shot;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// One trial: an installation of its own, a good version with load on it, then a bad version, until it is gone again.
final class DetectTrial {
    private static final String SERVICE = "upstream";
    private static final String GOOD = "1.0.0";
    private static final String BAD = "2.0.0";

    /// Load on the good version alone before the bad one comes.
    private static final Duration BEFORE = Duration.ofSeconds(2);

    /// Load after the decision: whatever the candidate still answers then counts against the promise.
    private static final Duration AFTER = Duration.ofSeconds(2);

    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(60);

    private final DetectPlan plan;
    private final Program program;
    private final UpstreamProgram upstream;
    private final int number;

    DetectTrial(DetectPlan plan, Program program, int number) {
        this.plan = plan;
        this.program = program;
        this.upstream = new UpstreamProgram(program);
        this.number = number;
    }

    Trial run() throws IOException {
        try (var own = OwnInstallation.start("detect", program);
                var api = own.data().connect()) {
            return measure(new ServiceClient(api, SERVICE), own);
        }
    }

    private Trial measure(ServiceClient service, OwnInstallation own) {
        service.apply(manifest());
        var artefact = service.api().upload(upstream.jar(), "upstream.jar");
        var good = service.release(GOOD, artefact, Map.of(), "");
        var first = service.follow(good, DEPLOY_LIMIT);
        if (!first.isCompleted()) {
            throw new ApiException(
                    "bench", List.of("The good version was not deployed: " + first.message()));
        }
        var load =
                LoadPlan.of(
                        own.gateway(),
                        "upstream.localhost",
                        plan.perSecond(),
                        plan.seed() + number);
        try (var generator = LoadGenerator.start(load, this::shot)) {
            ServiceClient.pause(BEFORE);
            var bad = service.release(BAD, artefact, plan.fault(), "");
            var end = service.follow(bad, plan.limit());
            ServiceClient.pause(AFTER);
            return Trial.of(number, generator.stop(), BAD, end.phase());
        }
    }

    private Shot shot(java.util.random.RandomGenerator random) {
        return random.nextDouble() < plan.postShare() ? Shot.postJson("/", "{}") : Shot.get("/");
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
                      command: %s
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
                        .formatted(upstream.command(), plan.weight());
        return Text.readYaml(text, "upstream.yaml").getFirst();
    }
}
