package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.capabilities.rollout.Rollout.Order;
import penstock.capabilities.rollout.Rollout.Orders;
import penstock.model.Resource;

/// Which changes of a rollout may use the room that is kept for a full disk.
class RankTest {
    private static final Order ORDER = new Order("admin", Instant.EPOCH, "test");
    private static final String STATUS = "status";

    private final Resource<Rollout.Spec, Rollout.Status> rollout =
            new Scene("{strategy: canary, steps: [{weight: 5%}], keepWarm: 1h}").rollout();

    private Resource<Rollout.Spec, Rollout.Status> aborted() {
        return with(rollout.spec().with(Orders.NONE.aborted(ORDER)));
    }

    private Resource<Rollout.Spec, Rollout.Status> wayBack() {
        var spec = rollout.spec();
        return with(
                new Rollout.Spec(
                        spec.service(),
                        spec.release(),
                        spec.version(),
                        spec.number(),
                        ReleaseOrders.BACK,
                        spec.plan(),
                        spec.reason(),
                        Orders.NONE,
                        spec.outlook()));
    }

    private Resource<Rollout.Spec, Rollout.Status> with(Rollout.Spec spec) {
        return new Resource<>(rollout.kind(), rollout.metadata(), spec, rollout.status());
    }

    private Resource<Rollout.Spec, Rollout.Status> after(Phase... phases) {
        var draft = rollout.status().edit();
        for (var phase : phases) {
            draft.enter(phase, "Test", "test", Instant.EPOCH);
        }
        return rollout.withStatus(draft.status());
    }

    private boolean outranks(String verb, Resource<Rollout.Spec, Rollout.Status> wanted) {
        return Rollouts.shutsTheGate(verb, Optional.of(rollout), wanted);
    }

    @Test
    void theActionsThatGoBackDo() {
        assertThat(outranks("abort", aborted())).isTrue();
        assertThat(Rollouts.shutsTheGate("rollback", Optional.empty(), wayBack())).isTrue();
    }

    @Test
    void whatSomebodyWritesDoesNotWhateverItSays() {
        for (var verb : List.of("create", "update", "apply", "release", "pause", "promote")) {
            assertThat(Rollouts.shutsTheGate(verb, Optional.empty(), wayBack())).isFalse();
            assertThat(Rollouts.shutsTheGate(verb, Optional.empty(), aborted())).isFalse();
            assertThat(outranks(verb, aborted())).isFalse();
            assertThat(outranks(verb, wayBack())).isFalse();
        }
    }

    @Test
    void whatTheControllerDoesToGoBackDoesUntilTheRolloutHasEnded() {
        assertThat(outranks(STATUS, aborted())).isTrue();
        assertThat(outranks(STATUS, wayBack())).isTrue();
        assertThat(outranks(STATUS, after(Phase.ROLLING_BACK))).isTrue();
        assertThat(outranks(STATUS, after(Phase.ROLLING_BACK, Phase.FAILED))).isTrue();
        assertThat(outranks(STATUS, after(Phase.PREPARING, Phase.PROGRESSING))).isFalse();
        var completed = after(Phase.PREPARING, Phase.PROMOTING, Phase.COMPLETED);
        assertThat(outranks(STATUS, completed)).isFalse();
        var ended = Optional.of(after(Phase.ROLLING_BACK, Phase.FAILED));
        assertThat(Rollouts.shutsTheGate(STATUS, ended, aborted())).isFalse();
        assertThat(Rollouts.shutsTheGate("abort", ended, aborted())).isFalse();
    }
}
