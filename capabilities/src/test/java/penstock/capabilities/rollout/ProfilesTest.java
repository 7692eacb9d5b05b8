package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.capabilities.services.AnalysisSpec;
import penstock.capabilities.services.PlanSpec;
import penstock.capabilities.services.Step;
import penstock.kernel.Admission;
import penstock.model.Kind;
import penstock.model.Name;
import penstock.model.Ref;
import penstock.model.Resource;

final class ProfilesTest {
    private static final Admission.Lookup EMPTY =
            new Admission.Lookup() {
                @Override
                public <A extends Record, B extends Record> Optional<Resource<A, B>> find(
                        Kind<A, B> kind, Ref ref) {
                    return Optional.empty();
                }

                @Override
                public <A extends Record, B extends Record> List<Resource<A, B>> list(
                        Kind<A, B> kind, Optional<Name> environment) {
                    return List.of();
                }
            };

    private static List<String> steps(String profile, int instances) {
        return Profiles.expand(Profiles.find(profile, EMPTY), instances).steps().stream()
                .map(Step::words)
                .toList();
    }

    @Test
    void theDocumentsProfilesAreThereByName() {
        assertThat(steps("blue-green-gradual", 3)) // DEL-08
                .containsExactly(
                        "weight 25%", "hold 2m", "weight 50%", "hold 2m", "weight 100%", "hold 2m");
        assertThat(steps("blue-green-slow", 3)) // DEL-09
                .containsExactly(
                        "weight 10%",
                        "hold 5m",
                        "weight 25%",
                        "hold 5m",
                        "weight 50%",
                        "hold 10m",
                        "weight 75%",
                        "hold 10m",
                        "weight 100%");
        assertThat(steps("blue-green", 3)) // DEL-10
                .containsExactly("check health", "hold 10s", "check health", "weight 100%");
        assertThat(steps("canary-stages", 3)) // DEL-29
                .contains(
                        "weight 1%",
                        "weight 5%", "weight 10%", "weight 25%", "weight 50%", "weight 100%");
        assertThat(steps("canary-steps", 3)) // DEL-32
                .contains(
                        "weight 10%",
                        "weight 20%", "weight 30%", "weight 40%", "weight 50%", "weight 100%");
        assertThat(Profiles.find("canary-steps", EMPTY).failureThreshold()).isEqualTo(5);
        assertThat(Profiles.find("canary-steps", EMPTY).checks())
                .containsKeys("acceptance-test", "load-test"); // DEL-34, DEL-35
        assertThat(Profiles.find("canary-steps", EMPTY).analysis()) // DEL-33
                .extracting(AnalysisSpec::check)
                .containsExactly("request-success-rate", "request-duration");
    }

    @Test
    void rollingUpdatesExchangeBatches() {
        assertThat(steps("rolling", 10))
                .containsExactly("weight 50%", "weight 100%"); // DEL-38: 3 surge + 2 unavailable
        assertThat(steps("rolling-one", 3))
                .containsExactly("weight 33.33%", "weight 66.66%", "weight 100%"); // DEL-39
        assertThat(steps("rolling", 1)).containsExactly("weight 100%");
    }

    @Test
    void anUnknownProfileNamesTheKnownOnes() {
        assertThatThrownBy(() -> Profiles.find("canery", EMPTY))
                .hasMessageContaining("Unknown deployment strategy \"canery\"")
                .hasMessageContaining("blue-green-gradual, blue-green-slow, canary,")
                .hasMessageContaining("(did you mean \"canary\"?)");
    }

    @Test
    void everyBuiltInProfileEndsWithAllTraffic() {
        Profiles.BUILT_IN.forEach(
                (name, plan) -> {
                    var weights =
                            Profiles.expand(plan, 4).steps().stream()
                                    .filter(Step.Weight.class::isInstance)
                                    .toList();
                    assertThat(weights.getLast().words()).as(name).isEqualTo("weight 100%");
                });
    }

    @Test
    void aPlanWhoseWeightsGoBackIsRefused() {
        assertThatThrownBy(() -> new Scene("{steps: [weight: 50%, weight: 25%]}"))
                .hasMessageContaining(
                        "plan.steps: weight 25% after 50% (expected: more; users only move forward)");
        assertThatThrownBy(() -> new Scene("{steps: [check: smoke]}"))
                .hasMessageContaining("check \"smoke\" (expected: one of");
        assertThat(PlanSpec.Strategy.values()).hasSize(3);
    }
}
