package penstock.capabilities.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Match;
import penstock.gateway.routes.Rescue;
import penstock.model.Decoder;
import penstock.model.ProblemException;
import penstock.model.Text;

final class RouteSpecTest {
    private static RouteSpec route(String yaml) {
        return Decoder.decode(
                RouteSpec.class, Text.readYaml(yaml, "test").getFirst(), "test", "route");
    }

    @Test
    void aRouteThatSaysNothingHasTheUsualRules() {
        assertThat(route("{ hosts: [a.test] }").rescue().words()).isEqualTo(Rescue.DEFAULT);
    }

    @Test
    void whatMayBeRepeatedIsSaid() {
        var said =
                route(
                        "{ rescue: { idempotent: true, idempotencyKey: true, bodyLimit: 1Ki, budget: 0.5%, perSecond: 3 } }");

        assertThat(said.rescue().words()).isEqualTo(new Rescue(true, true, 1024, 50, 3));
    }

    @Test
    void testersAndWhatTheyCarryAreSaid() {
        var said = route("{ testers: [\"header:X-Try=1\", \"cookie:beta=yes\"] }");

        assertThat(said.rules(Optional.empty()).testers())
                .containsExactly(new Match.Header("X-Try", "1"), new Match.Cookie("beta", "yes"));
    }

    @Test
    void mistakesNameThePlaceAndWhatWasExpected() {
        assertThatThrownBy(() -> route("{ rescue: { bodyLimit: 2Mi } }"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("route.rescue")
                .hasMessageContaining("at most 1Mi");
        assertThatThrownBy(() -> route("{ testers: [beta] }"))
                .hasMessageContaining("testers: match: \"beta\" (expected: header:NAME=VALUE");
    }
}
