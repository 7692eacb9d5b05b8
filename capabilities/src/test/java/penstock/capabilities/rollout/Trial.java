package penstock.capabilities.rollout;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.RunSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.model.Decoder;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Text;
import penstock.model.Weight;

/// A rollout with simulated traffic: the real engine, judge and evidence log, four reports a second, and a clock of its own.
final class Trial {
    static final String ROUTE = "production/shop";
    static final String CANARY =
            """
            steps:
              - weight: 5%
              - hold: {until: not-worse}
              - weight: 25%
              - hold: {until: not-worse}
              - weight: 100%
            judge: {minimumDwell: 10s, warmUp: 2s}
            """;

    private static final Duration TICK = Duration.ofMillis(250);

    /// Buckets of 80 ms and of 0.4 s.
    private static final int USUAL = -58;

    private static final int SLOW = -20;

    private final Path folder;
    private final Random random;
    private Judging judging;
    private Resource<Rollout.Spec, Rollout.Status> rollout;
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private Optional<Seen.Stable> stable =
            Optional.of(new Seen.Stable(new Name("shop-1-0-0"), "1.0.0"));
    private Optional<Name> newer = Optional.empty();
    private boolean isReady = true;
    private long report;
    private double perTick = 50;
    private double failing = 0.001;
    private double slow = 0.02;

    Trial(Path folder, String plan, long seed) {
        this(folder, plan, seed, 2);
    }

    Trial(Path folder, String plan, long seed, long number) {
        this.folder = folder;
        random = new Random(seed);
        judging = new Judging(folder, () -> now);
        var spec =
                new Rollout.Spec(
                        Scene.SHOP,
                        new Name("shop-1-1-0"),
                        "1.1.0",
                        number,
                        "test",
                        Decoder.decode(
                                PlanSpec.class, Text.readYaml(plan, "plan").getFirst(), "", "plan"),
                        "test",
                        Orders.NONE,
                        Rollout.Outlook.FAIR);
        var metadata = Metadata.of(Optional.of(Scene.PRODUCTION), new Name("shop-" + number));
        rollout = new Resource<>(Rollout.KIND, metadata, spec, Rollout.Status.initial());
    }

    /// What the candidate does from now on.
    Trial candidate(double failingShare, double slowShare) {
        failing = failingShare;
        slow = slowShare;
        return this;
    }

    /// Requests of both versions.
    Trial perSecond(double requests) {
        perTick = requests / 4;
        return this;
    }

    Trial notReady() {
        isReady = false;
        return this;
    }

    Trial withoutStable() {
        stable = Optional.empty();
        return this;
    }

    Trial newer() {
        newer = Optional.of(new Name("shop-9"));
        return this;
    }

    Trial abort() {
        var orders = rollout.spec().orders().aborted(order());
        rollout = rollout.withSpec(rollout.spec().with(orders));
        return this;
    }

    Trial promote() {
        var orders = rollout.spec().orders().promoted(order());
        rollout = rollout.withSpec(rollout.spec().with(orders));
        return this;
    }

    private Rollout.Order order() {
        return new Rollout.Order("ann", now, "because");
    }

    /// Another server takes over.
    Trial restart() {
        judging = new Judging(folder, () -> now);
        if (rollout.status().phase().isTerminal()) {
            judging.end(rollout);
        } else {
            judging.resumeIfLogged(
                    rollout.ref(),
                    ROUTE,
                    rollout.spec().version(),
                    rollout.spec().plan().judging());
        }
        return this;
    }

    /// Lets five minutes go by before the rollout.
    Trial withPast() {
        for (int minute = 0; minute < 5; minute++) {
            judging.accept(report(Weight.NONE, 6_000));
            now = now.plus(Duration.ofMinutes(1));
        }
        return this;
    }

    /// Goes on for a time, or until the rollout ends.
    Trial run(Duration time) {
        var end = now.plus(time);
        while (now.isBefore(end) && !rollout.status().phase().isTerminal()) {
            now = now.plus(TICK);
            judging.accept(report(rollout.status().weight(), perTick));
            for (int i = 0; i < 4 && look(); i++) {
                // until it stays where it is
            }
        }
        return this;
    }

    Rollout.Status status() {
        return rollout.status();
    }

    Resource<Rollout.Spec, Rollout.Status> rollout() {
        return rollout;
    }

    EvidenceFile file() {
        return new EvidenceFolder(folder).of(rollout.ref());
    }

    Course course(PolicyChange change) {
        try {
            return Course.of(file()::text, rollout.spec().plan(), change, () -> {});
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Explanation explanation(boolean withCurve) {
        var course =
                file().exists() ? Optional.of(course(PolicyChange.NONE)) : Optional.<Course>empty();
        return new Explaining(rollout.name().value(), rollout.spec(), rollout.status(), course)
                .explanation(withCurve);
    }

    Replayed replayed(String... set) {
        var change = PolicyChange.parse(List.of(set));
        return Replayed.of(
                rollout.name().value(),
                rollout.spec(),
                rollout.status(),
                course(PolicyChange.NONE),
                change.isNothing() ? Optional.empty() : Optional.of(course(change)));
    }

    private boolean look() {
        var before = rollout.status();
        judging.decided(rollout);
        var decision = Engine.decide(seen());
        rollout = rollout.withStatus(decision.status());
        decision.effects().forEach(this::perform);
        return !before.equals(rollout.status());
    }

    private void perform(RolloutEffect effect) {
        switch (effect) {
            case RolloutEffect.Judge(var ref, var step, var weight) ->
                    judging.stage(
                            ref,
                            ROUTE,
                            rollout.spec().version(),
                            rollout.spec().plan().judging(),
                            step,
                            weight);
            case RolloutEffect.EndJudging _ -> judging.end(rollout);
            default -> {
                // traffic follows the weight at once
            }
        }
    }

    private Seen seen() {
        return new Seen(
                rollout,
                Ref.in(Scene.PRODUCTION, "Service", Scene.SHOP),
                Optional.of(4),
                List.of(),
                false,
                newer,
                stable,
                candidates(),
                Optional.empty(),
                true,
                judging.opinion(rollout.ref()),
                Map.of(),
                now);
    }

    private List<Instance> candidates() {
        var state = isReady ? Instance.State.READY : Instance.State.STARTING;
        return IntStream.rangeClosed(1, rollout.status().candidateInstances())
                .mapToObj(number -> instance(number, state))
                .toList();
    }

    private Instance instance(int number, Instance.State state) {
        var run =
                Decoder.decode(
                        RunSpec.class,
                        Text.readYaml("process: {command: [shop]}", "run").getFirst(),
                        "",
                        "run");
        var spec =
                new InstanceSpec(
                        "production.shop-1-1-0." + number,
                        ROUTE,
                        "1.1.0",
                        "shop-1-1-0",
                        run,
                        Map.of(),
                        Optional.empty());
        return new Instance(
                spec,
                state,
                "127.0.0.1",
                20_000 + number,
                100,
                Optional.of(now),
                now,
                0,
                Optional.empty(),
                "Test",
                "",
                List.of());
    }

    private GatewayReport report(Weight weight, double requests) {
        double share = weight.basisPoints() / 10_000.0;
        var observations = new ArrayList<Observation>();
        observations.add(
                observation("1.0.0", Role.STABLE, count(requests * (1 - share)), 0.001, 0.02));
        int candidate = count(requests * share);
        if (candidate > 0) {
            observations.add(observation("1.1.0", Role.CANDIDATE, candidate, failing, slow));
        }
        return new GatewayReport("gateway", ++report, 1, observations, List.of());
    }

    private int count(double mean) {
        int whole = (int) mean;
        return whole + (random.nextDouble() < mean - whole ? 1 : 0);
    }

    private Observation observation(
            String version, Role role, int requests, double failingShare, double slowShare) {
        int failed = drawn(requests, failingShare);
        int slowOnes = drawn(requests, slowShare);
        var dense = new long[SLOW - LatencyHistogram.MIN_INDEX + 1];
        dense[USUAL - LatencyHistogram.MIN_INDEX] = (long) requests - slowOnes;
        dense[SLOW - LatencyHistogram.MIN_INDEX] = slowOnes;
        var answers = new StatusCounts(0, requests - failed, 0, 0, failed);
        return new Observation(
                ROUTE,
                version,
                role,
                requests,
                answers,
                0,
                failed,
                failed,
                failed / 2,
                LatencyHistogram.ofDense(dense));
    }

    private int drawn(int of, double share) {
        int drawn = 0;
        for (int i = 0; i < of; i++) {
            drawn += random.nextDouble() < share ? 1 : 0;
        }
        return drawn;
    }
}
