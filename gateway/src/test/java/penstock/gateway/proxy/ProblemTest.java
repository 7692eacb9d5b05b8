package penstock.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import penstock.gateway.routes.Closure;

/// What the gateway says itself.
class ProblemTest {

    private static final String SHOP = "production/shop";

    @Test
    void aServiceIsCalledAService() {
        var closed =
                new Closure.Maintenance(
                        new Closure.Page("text/plain", ""), Duration.ofSeconds(1), List.of());
        Stream<Problem> turnedAway =
                Arrays.stream(TurnedAway.values()).map(why -> Problem.turnedAway(why, SHOP, 1));
        Stream<Problem> others =
                Stream.of(
                        Problem.maintenance(SHOP, closed),
                        Problem.paused(SHOP, Duration.ofSeconds(1)),
                        Problem.noInstance(SHOP),
                        Problem.notCached(SHOP),
                        Problem.unable(SHOP),
                        Problem.upstreamFailed(SHOP),
                        Problem.insecure(SHOP),
                        Problem.upstreamTimeout(SHOP),
                        Problem.tooLarge(SHOP, 1),
                        Problem.urlTooLong(SHOP, 1),
                        Problem.headTooLarge(SHOP, 1),
                        Problem.answerTooLarge(SHOP));

        List<String> details = Stream.concat(turnedAway, others).map(Problem::detail).toList();

        assertThat(details)
                .allSatisfy(
                        detail ->
                                assertThat(detail)
                                        .contains("service production/shop")
                                        .doesNotContain("route"));
    }
}
