package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.capabilities.services.Demand;
import penstock.model.Metadata;
import penstock.model.Name;
import penstock.model.Resource;
import penstock.model.Weight;

final class DemandsTest {
    @Test
    void anAbortTakesTheWeightAwayBeforeAnybodyHasActedOnIt() {
        var scene = new Scene("{steps: [weight: 5%]}").ready(1);
        scene.look();
        scene.look();
        scene.look();
        assertThat(Demands.demand(List.of(scene.rollout()), 1).weight())
                .isEqualTo(Weight.percent(5));

        scene.abort();

        assertThat(scene.status().weight()).isEqualTo(Weight.percent(5));
        assertThat(Demands.demand(List.of(scene.rollout()), 1).weight()).isEqualTo(Weight.NONE);
    }

    @Test
    void anAbortedFirstReleaseIsNoLongerStable() {
        var scene = new Scene("{steps: [weight: 5%]}").withoutStable().ready(4);
        scene.look();
        scene.look();
        assertThat(Demands.demand(List.of(scene.rollout()), 1).stable()).isPresent();

        scene.abort();

        assertThat(Demands.demand(List.of(scene.rollout()), 1).stable()).isEmpty();
    }

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static Resource<Rollout.Spec, Rollout.Status> completed(
            int number, String version, String before) {
        var orders = Orders.NONE;
        var spec =
                new Rollout.Spec(
                        Scene.SHOP,
                        new Name("shop-" + version),
                        version,
                        number,
                        "canary",
                        Objects.requireNonNull(Profiles.BUILT_IN.get("atomic")),
                        "",
                        orders,
                        Rollout.Outlook.FAIR);
        var status =
                new Draft(Phase.COMPLETED)
                        .start(Optional.of(new Name("shop-" + before)), Optional.of(before), NOW)
                        .warmUntil(NOW, true)
                        .status();
        var metadata = Metadata.of(Optional.of(Scene.PRODUCTION), new Name("shop-" + number));
        return new Resource<>(Rollout.KIND, metadata, spec, status);
    }

    @Test
    void theVersionBeforeAPromotionIsTrustedWhileItIsWarm() {
        var demand = Demands.demand(List.of(completed(1, "v1", "v0"), completed(2, "v2", "v1")), 2);

        assertThat(demand.warm().map(Demand.Arm::version)).contains("v1");
        assertThat(demand.isWarmTrusted()).isTrue();
    }

    @Test
    void theVersionThatWasRolledBackAfterItsPromotionIsKeptWarmButNotTrusted() {
        var demand =
                Demands.demand(
                        List.of(
                                completed(1, "v1", "v0"),
                                completed(2, "v2", "v1"),
                                completed(3, "v1", "v2")),
                        2);

        assertThat(demand.warm().map(Demand.Arm::version)).contains("v2");
        assertThat(demand.isWarmTrusted()).isFalse();
    }
}
