package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.services.Assignment;
import penstock.capabilities.services.Demand;
import penstock.capabilities.services.Instance;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.RunSpec;
import penstock.model.Decoder;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Resource;
import penstock.model.Text;
import penstock.model.Weight;

/// What runs beside a candidate that is compared with stable instances of its age, and when.
final class BaselineDemandTest {
    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");
    private static final String PLAN =
            "{steps: [weight: 25%, pause, weight: 100%, pause], judge: {baseline: fresh}}";

    private static PlanSpec plan(String text) {
        return Decoder.decode(PlanSpec.class, Text.readYaml(text, "plan").getFirst(), "", "plan");
    }

    private static Resource<Rollout.Spec, Rollout.Status> rollout(
            int number, String version, PlanSpec plan, Orders orders, Rollout.Status status) {
        var spec =
                new Rollout.Spec(
                        Scene.SHOP,
                        new Name("shop-" + version),
                        version,
                        number,
                        "test",
                        plan,
                        "",
                        orders,
                        Rollout.Outlook.FAIR);
        var metadata = Metadata.of(Optional.of(Scene.PRODUCTION), new Name("shop-" + number));
        return new Resource<>(Rollout.KIND, metadata, spec, status);
    }

    private static Demand demand(String plan, Orders orders, Draft status) {
        var stable =
                rollout(
                        1,
                        "v1",
                        plan("{steps: [pause]}"),
                        Orders.NONE,
                        new Draft(Phase.COMPLETED).status());
        return Demands.demand(
                List.of(
                        stable,
                        rollout(
                                2,
                                "v2",
                                plan(plan),
                                orders,
                                status.candidateInstances(2, NOW).status())),
                8);
    }

    private static Optional<Demand.Arm> baseline(Draft status) {
        return demand(PLAN, Orders.NONE, status).baseline();
    }

    @Test
    void itIsStablesReleaseOnAsManyInstancesAsTheCandidateHas() {
        var demand = demand(PLAN, Orders.NONE, new Draft(Phase.PREPARING));

        assertThat(demand.stable()).contains(new Demand.Arm(new Name("shop-v1"), "v1", 8));
        assertThat(demand.candidate()).contains(new Demand.Arm(new Name("shop-v2"), "v2", 2));
        assertThat(demand.baseline()).contains(new Demand.Arm(new Name("shop-v1"), "v1", 2, true));
    }

    @Test
    void itIsThereFromTheStartOfTheCandidateUntilItIsDecided() {
        for (var phase : Phase.values()) {
            boolean isWanted =
                    List.of(Phase.PREPARING, Phase.PROGRESSING, Phase.PAUSED).contains(phase);

            assertThat(baseline(new Draft(phase)).isPresent()).as(phase.name()).isEqualTo(isWanted);
        }
    }

    @Test
    void itEndsBeforeTheCandidateGetsAllUsersAndWithAnAbort() {
        var abort = Orders.NONE.aborted(new Rollout.Order("ann", NOW, "it smells"));
        var third = new Draft(Phase.PROGRESSING).nextStep(NOW).nextStep(NOW);
        var fourth = new Draft(Phase.PAUSED).nextStep(NOW).nextStep(NOW).nextStep(NOW);

        assertThat(baseline(third)).isEmpty();
        assertThat(baseline(fourth.weight(Weight.ALL, NOW))).isEmpty();
        assertThat(demand(PLAN, abort, new Draft(Phase.PROGRESSING)).baseline()).isEmpty();
    }

    @Test
    void thereIsNoneUnlessThePlanAsksForItNorForAFirstRelease() {
        var draft = new Draft(Phase.PROGRESSING).candidateInstances(2, NOW);
        var first = rollout(1, "v1", plan(PLAN), Orders.NONE, draft.status());

        assertThat(demand("{steps: [pause]}", Orders.NONE, draft).baseline()).isEmpty();
        assertThat(
                        demand(
                                        "{steps: [pause], judge: {enabled: false, baseline: fresh}}",
                                        Orders.NONE,
                                        draft)
                                .baseline())
                .isEmpty();
        assertThat(Demands.demand(List.of(first), 8).baseline()).isEmpty();
    }

    @Test
    void clientsAreCountedOnlyWhileAPlanThatComparesThemIsUnderWay() {
        var byClient = "{steps: [pause], judge: {unit: client}}";

        assertThat(demand(byClient, Orders.NONE, new Draft(Phase.PROGRESSING)).countsClients())
                .isTrue();
        assertThat(demand(byClient, Orders.NONE, new Draft(Phase.ROLLED_BACK)).countsClients())
                .isFalse();
        assertThat(demand(PLAN, Orders.NONE, new Draft(Phase.PROGRESSING)).countsClients())
                .isFalse();
    }

    private static Instance instance(String id, String release, boolean isBaseline) {
        var run =
                Decoder.decode(
                        RunSpec.class,
                        Text.readYaml("process: {command: [shop]}", "run").getFirst(),
                        "",
                        "run");
        var spec =
                new InstanceSpec(
                        id,
                        "production/shop",
                        "v1",
                        release,
                        run,
                        Map.of(),
                        Optional.empty(),
                        isBaseline,
                        Optional.empty());
        return new Instance(
                spec,
                Instance.State.READY,
                "127.0.0.1",
                20_000,
                100,
                Optional.of(NOW),
                NOW,
                0,
                Optional.empty(),
                "Test",
                "",
                List.of());
    }

    @Test
    void itsInstancesAndThoseOfStableAreNeverTakenForEachOther() {
        var stable = instance("production.shop.shop-v1.1", "shop-v1", false);
        var fresh = instance("production.shop.shop-v1.baseline.1", "shop-v1", true);
        var demand = demand(PLAN, Orders.NONE, new Draft(Phase.PREPARING));
        var without = demand(PLAN, Orders.NONE, new Draft(Phase.ROLLED_BACK));

        var during = Assignment.of("production/shop", demand, List.of(stable, fresh));
        var after = Assignment.of("production/shop", without, List.of(stable, fresh));

        assertThat(during.kept()).containsExactly(stable, fresh);
        assertThat(during.missing())
                .extracting(Assignment.Missing::id)
                .hasSize(7 + 2 + 1)
                .contains("production.shop.shop-v1.2", "production.shop.shop-v1.baseline.2")
                .doesNotContain("production.shop.shop-v1.baseline.3");
        assertThat(after.surplus()).containsExactly(fresh);
    }

    @Test
    void theCandidateGetsNoUsersBeforeAsManyBaselineInstancesAreReady() {
        var scene = new Scene(PLAN).ready(2).baseline(0).settle();
        assertThat(scene.status().phase()).isEqualTo(Phase.PREPARING);
        assertThat(scene.status().weight()).isEqualTo(Weight.NONE);

        scene.baseline(1).settle();

        assertThat(scene.status().weight()).isEqualTo(Weight.percent(25));
    }

    @Test
    void aBaselineThatDoesNotBecomeReadyEndsTheRolloutAsACandidateDoes() {
        var scene = new Scene(PLAN).ready(2).baseline(0).settle();

        scene.later(Duration.ofMinutes(6)).settle();

        assertThat(scene.status().reason()).isEqualTo("NotReady");
        assertThat(scene.status().message()).contains("0 of 1 instances");
    }

    @Test
    void aProofTakesLongerAsTheBaselineHasFewerUsersThanAllOfStable() {
        var traffic = ForecastTest.UNKNOWN.withRate(100);
        var weight = Weight.percent(5);

        var withStable = new Needs(plan("{steps: [pause]}").judge(), traffic).proofs(weight);
        var withBaseline = new Needs(plan(PLAN).judge(), traffic).proofs(weight);

        for (int i = 0; i < withStable.size(); i++) {
            assertThat(withBaseline.get(i).metric()).isEqualTo(withStable.get(i).metric());
            assertThat(withBaseline.get(i).requests())
                    .isGreaterThanOrEqualTo(withStable.get(i).requests());
        }
        assertThat(withBaseline.stream().mapToDouble(Needs.Proof::requests).sum())
                .isGreaterThan(withStable.stream().mapToDouble(Needs.Proof::requests).sum());
    }
}
