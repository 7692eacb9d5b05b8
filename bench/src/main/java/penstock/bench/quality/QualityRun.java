package penstock.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.load.LoadGenerator;
import penstock.cli.load.LoadPlan;
import penstock.cli.local.Program;
import penstock.model.Node;
import penstock.model.Text;

/// One installation with the real vectoriser under load, whose releases differ in the quality of what they draw.
///
/// @param evidence where the evidence logs are kept; empty for nowhere
record QualityRun(
        Program program,
        double perSecond,
        long seed,
        List<QualityRelease> releases,
        String evidence) {
    static final String FIGURE = "conversion_quality_score";

    private static final String SERVICE = "vectoriser";
    private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(60);
    private static final Duration RELEASE_LIMIT = Duration.ofMinutes(10);

    /// Load on the version before, so that its caches are warm.
    private static final Duration BEFORE = Duration.ofSeconds(3);

    List<QualityResult> run() throws IOException {
        var logos = Logos.from(program.home().resolve("workloads/vectoriser/samples"));
        try (var own = OwnInstallation.start("quality", program);
                var api = own.data().connect()) {
            var service = new ServiceClient(api, SERVICE);
            service.apply(manifest());
            var jar = program.home().resolve("workloads/vectoriser/target/vectoriser.jar");
            var artefact = api.upload(jar, "vectoriser.jar");
            deploy(service, artefact);
            var load = LoadPlan.of(own.gateway(), "vectoriser.localhost", perSecond, seed);
            try (var generator = LoadGenerator.start(load, logos)) {
                ServiceClient.pause(BEFORE);
                var results = new ArrayList<QualityResult>();
                for (var release : releases) {
                    results.add(tryOut(service, artefact, release, generator));
                }
                generator.stop();
                keep(own.data().path().resolve("evidence"));
                return results;
            }
        }
    }

    private static void deploy(ServiceClient service, Node artefact) {
        var first = QualityRelease.FIRST;
        var name = service.release(first.version(), artefact, first.values(), "");
        var seen = service.follow(name, DEPLOY_LIMIT);
        if (!seen.isCompleted()) {
            throw new ApiException(
                    "bench", List.of("The first version was not deployed: " + seen.message()));
        }
    }

    private QualityResult tryOut(
            ServiceClient service, Node artefact, QualityRelease release, LoadGenerator generator) {
        var name = service.release(release.version(), artefact, release.values(), "");
        var proof = new RolloutView[] {service.rollout(name)};
        ServiceClient.await(
                () -> {
                    var seen = service.rollout(name);
                    boolean isDecided = seen.isTurnedBack() || seen.isPromoted();
                    // Once all traffic is its own, nothing is compared any more.
                    proof[0] = isDecided && seen.isPromoted() ? proof[0] : seen;
                    return isDecided || seen.isOver();
                },
                RELEASE_LIMIT);
        long decided = generator.elapsedNanos();
        var end = service.follow(name, DEPLOY_LIMIT);
        var candidate = generator.report().version(release.version());
        double seconds =
                candidate.done() == 0 ? 0 : Math.max(0, decided - candidate.firstNanos()) / 1e9;
        return new QualityResult(
                release, end.phase(), seconds, proof[0].verdict(), readings(proof[0]), candidate);
    }

    private static List<String> readings(RolloutView seen) {
        return seen
                .resource()
                .at("status", "evidence", "readings")
                .map(Node::asList)
                .orElse(List.of())
                .stream()
                .map(reading -> reading.asText().orElse(""))
                .toList();
    }

    private void keep(Path logs) throws IOException {
        if (evidence.isEmpty()) {
            return;
        }
        var folder = Files.createDirectories(Path.of(evidence));
        try (var files = Files.walk(logs)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        folder.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Node manifest() {
        var text =
                """
                apiVersion: penstock/v1
                kind: Service
                metadata: { name: vectoriser }
                spec:
                  run:
                    process:
                      command: ["%s", -XX:+UseSerialGC, "-XX:TieredStopAtLevel=1", -Xmx128m, -jar, "{artefact}"]
                      env: { VECTORISER_CACHE_TTL: "0" }
                    instances: 1
                    ready: { http: /health/ready, every: 200ms, timeout: 1s, within: 30s }
                    stop: { grace: 3s }
                    metrics: { http: /metrics, every: 1s }
                  route: { hosts: [vectoriser.localhost], path: /, stickBy: ["header:X-User", client] }
                  rollout:
                    steps:
                      - weight: 50%%
                      - hold: { until: not-worse, atMost: 1h }
                      - weight: 100%%
                    judge:
                      compare: [errors, latency]
                      metrics:
                        - name: conversion_quality_score
                          better: higher
                          smallestEffect: 0.5%%
                          range: { from: 0.9, to: 1 }
                      minimumDwell: 5s
                      warmUp: 5s
                      tolerances: { errors: 0.5%%, p50: 3, p90: 3, p99: 4 }
                      margins: { errors: 2%%, p50: 5, p90: 5, p99: 6 }
                      onWorse: rollback
                      onUnknown: wait
                    keepWarm: 1s
                """
                        .formatted(program.java());
        return Text.readYaml(text, "vectoriser.yaml").getFirst();
    }
}
