package penstock.capabilities.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import penstock.capabilities.checks.CheckOrder;
import penstock.capabilities.checks.CheckProgress;
import penstock.capabilities.checks.Finding;
import penstock.capabilities.checks.Outcome;
import penstock.capabilities.rollout.Rollout.Order;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.RunSpec;
import penstock.judge.Metrics;
import penstock.judge.Reading;
import penstock.judge.Verdict;
import penstock.kernel.control.Decision;
import penstock.model.Decoder;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;
import penstock.model.Text;

/// A rollout on a stage: tests set what the engine sees, let it decide, and look at what became of it.
final class Scene {
    static final Name PRODUCTION = new Name("production");
    static final Name SHOP = new Name("shop");

    private static final List<Reading> READINGS =
            List.of(
                    new Reading(
                            Metrics.ERRORS,
                            new Reading.Figure(4_560, 0.0007),
                            new Reading.Figure(240, 0.05),
                            1,
                            1));

    private Resource<Rollout.Spec, Rollout.Status> rollout;
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private int instances = 4;
    private boolean isServiceThere = true;
    private int ready;
    private Instance.State broken = Instance.State.READY;
    private boolean isConfirmed;
    private boolean isBlocked;
    private Optional<Seen.Stable> stable =
            Optional.of(new Seen.Stable(new Name("shop-1-0-0"), "1.0.0"));
    private Optional<Name> newer = Optional.empty();
    private Optional<Judgement.Opinion> opinion = Optional.empty();
    private int stage = -1;
    private final Map<String, Finding> findings = new HashMap<>();
    private final Map<String, Integer> started = new HashMap<>();
    private final List<CheckOrder> orders = new ArrayList<>();
    private List<RolloutEffect> effects = List.of();
    private Optional<List<Instance>> baseline = Optional.empty();

    Scene(String plan) {
        var spec =
                new Rollout.Spec(
                        SHOP,
                        new Name("shop-1-1-0"),
                        "1.1.0",
                        2,
                        "test",
                        Decoder.decode(
                                PlanSpec.class, Text.readYaml(plan, "plan").getFirst(), "", "plan"),
                        "test",
                        Orders.NONE,
                        Rollout.Outlook.FAIR);
        var metadata = Metadata.of(Optional.of(PRODUCTION), new Name("shop-2"));
        rollout = new Resource<>(Rollout.KIND, metadata, spec, Rollout.Status.initial());
    }

    Resource<Rollout.Spec, Rollout.Status> rollout() {
        return rollout;
    }

    Rollout.Status status() {
        return rollout.status();
    }

    List<RolloutEffect> effects() {
        return effects;
    }

    /// Lets the engine decide once.
    Decision<Rollout.Status, RolloutEffect> look() {
        var decision = Engine.decide(seen());
        rollout = rollout.withStatus(decision.status());
        effects = decision.effects();
        effects.forEach(this::judge);
        effects.forEach(this::measure);
        return decision;
    }

    /// The judge's part of an effect.
    private void judge(RolloutEffect effect) {
        if (effect instanceof RolloutEffect.Judge begun) {
            stage = begun.step();
            opinion.ifPresentOrElse(
                    known -> verdict(known.verdict(), known.candidate().requests()),
                    () -> notKnown(0));
        }
    }

    /// The runner's part of an effect.
    private void measure(RolloutEffect effect) {
        if (effect instanceof RolloutEffect.RunCheck run) {
            started.put(run.place(), run.number());
            orders.add(run.order());
        }
    }

    /// All measurements that were started, also those that were made again.
    List<CheckOrder> measurements() {
        return orders;
    }

    /// From now on each measurement of a check finds this, as soon as it is started.
    Scene finds(String check, Outcome outcome, String message) {
        findings.put(check, new Finding(outcome, Optional.of(1.5), message));
        return this;
    }

    /// From now on measurements of a check take for ever.
    Scene hangs(String check) {
        findings.remove(check);
        return this;
    }

    /// A server that ended forgets what was under way.
    Scene restart() {
        started.clear();
        return this;
    }

    CheckProgress progress(String check) {
        return status().checks().stream()
                .filter(found -> found.name().equals(check))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private Map<String, Optional<Finding>> underWay() {
        var known = new HashMap<String, Optional<Finding>>();
        for (var progress : status().checks()) {
            if (started.getOrDefault(progress.place(), 0) == progress.measured() + 1) {
                known.put(progress.place(), Optional.ofNullable(findings.get(progress.name())));
            }
        }
        return known;
    }

    /// Lets time go by in steps, and the engine decide after each.
    Scene pass(Duration time, Duration step) {
        for (var left = time; left.isPositive(); left = left.minus(step)) {
            later(step).settle();
        }
        return this;
    }

    /// As after a restart of a server that ended before it began to judge.
    Scene withoutJudge() {
        opinion = Optional.empty();
        return this;
    }

    /// Lets the engine decide until it stays where it is.
    Scene settle() {
        for (int i = 0; i < 50; i++) {
            var before = rollout.status();
            look();
            boolean isMeasuring =
                    effects.stream().anyMatch(RolloutEffect.RunCheck.class::isInstance);
            if (before.equals(rollout.status()) && !isMeasuring) {
                return this;
            }
        }
        throw new AssertionError("does not settle: " + rollout.status());
    }

    /// As [#settle], but gives up after so many decisions.
    Scene settleAtMost(int decisions) {
        for (int i = 0; i < decisions; i++) {
            look();
        }
        return this;
    }

    Scene ready(int count) {
        ready = count;
        return this;
    }

    Scene confirmed(boolean value) {
        isConfirmed = value;
        return this;
    }

    Scene blocked(boolean value) {
        isBlocked = value;
        return this;
    }

    Scene newer(String name) {
        newer = Optional.of(new Name(name));
        return this;
    }

    Scene withoutStable() {
        stable = Optional.empty();
        return this;
    }

    Scene withoutService() {
        isServiceThere = false;
        return this;
    }

    Scene broken(Instance.State state) {
        broken = state;
        return this;
    }

    Scene instances(int count) {
        instances = count;
        return this;
    }

    /// Fresh instances of stable, so many of them ready and one that is not.
    Scene baseline(int ready) {
        baseline =
                Optional.of(
                        IntStream.rangeClosed(1, ready + 1)
                                .mapToObj(
                                        number ->
                                                instance(
                                                        number,
                                                        number <= ready
                                                                ? Instance.State.READY
                                                                : Instance.State.STARTING))
                                .toList());
        return this;
    }

    Scene later(Duration time) {
        now = now.plus(time);
        return this;
    }

    Scene worse() {
        return verdict(new Verdict.Worse(Metrics.ERRORS, 1204, 100, READINGS), 50);
    }

    Scene notWorse() {
        return verdict(new Verdict.NotWorse(Metrics.ERRORS, 21, 20, READINGS), 500);
    }

    Scene notKnown(long candidateRequests) {
        return verdict(
                new Verdict.NotKnown(
                        Verdict.Missing.EVIDENCE,
                        Metrics.ERRORS,
                        1,
                        20,
                        Optional.empty(),
                        Optional.empty(),
                        READINGS),
                candidateRequests);
    }

    private Scene verdict(Verdict verdict, long requests) {
        var figures = new Rollout.Figures(requests, 0, 0, 0);
        opinion =
                Optional.of(
                        new Judgement.Opinion(
                                verdict, stage, requests, figures, figures, Optional.of(1.0)));
        return this;
    }

    Scene abort() {
        return order(orders -> orders.aborted(order()));
    }

    Scene pause() {
        return order(orders -> orders.paused(order()));
    }

    Scene resume() {
        return order(Orders::resumed);
    }

    Scene promote() {
        return order(orders -> orders.promoted(order()));
    }

    Scene approve() {
        var approval = new Rollout.Approval(rollout.status().step(), "ann", now, "looks good");
        return order(orders -> orders.approved(approval));
    }

    Scene skip() {
        var skip = new Rollout.Approval(rollout.status().step(), "ann", now, "because");
        return order(orders -> orders.skipped(skip));
    }

    private Order order() {
        return new Order("ann", now, "because");
    }

    private Scene order(java.util.function.UnaryOperator<Orders> change) {
        rollout = rollout.withSpec(rollout.spec().with(change.apply(rollout.spec().orders())));
        return this;
    }

    private Seen seen() {
        return new Seen(
                rollout,
                Ref.in(PRODUCTION, "Service", SHOP),
                isServiceThere ? Optional.of(instances) : Optional.empty(),
                List.of(),
                isBlocked,
                newer,
                stable,
                candidates(),
                baseline,
                isConfirmed,
                opinion,
                underWay(),
                now);
    }

    private List<Instance> candidates() {
        return IntStream.rangeClosed(1, rollout.status().candidateInstances())
                .mapToObj(
                        number ->
                                instance(
                                        number, number <= ready ? broken : Instance.State.STARTING))
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
                        "production/shop",
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
}
