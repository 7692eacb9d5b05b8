package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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
}
