package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.judge.Metrics;
import penstock.judge.Reading;
import penstock.judge.Verdict;
import penstock.model.Decoder;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Weight;

/// After a restart the judge is where it was, to the last bit, also with the places at which it looks for slow requests
/// moved to where stable's tail is now.
final class JudgingRestartTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final String ROUTE = "production/shop";
    private static final Ref ROLLOUT = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));
    private static final JudgeSpec SPEC =
            Decoder.decode(
                    JudgeSpec.class,
                    Node.map(Map.of("minimumDwell", Node.text("5s"), "warmUp", Node.text("2s"))),
                    "",
                    "judge");

    /// Buckets of what stable's tail was, 1.5 s, and of what it has become, 0.4 s; most requests take 80 ms.
    private static final int LONG = 10;

    private static final int SHORT = -20;
    private static final int USUAL = -58;

    @TempDir Path folder;
    private Instant now = START;

    @Test
    void aJudgeThatIsReadFromItsLogGoesOnToTheSameBits() {
        var restarts = Set.of(1, 13, 79, 80, 81, 150, 239);
        var straight = opinions("straight", Set.of());

        var interrupted = opinions("interrupted", restarts);

        assertThat(interrupted).isEqualTo(straight);
        var verdict = (Verdict.NotWorse) interrupted.getLast().verdict();
        assertThat(verdict.readings())
                .filteredOn(each -> each.metric().equals(Metrics.LATENCY_P99))
                .singleElement()
                .extracting(Reading::notWorse)
                .satisfies(evidence -> assertThat(evidence).isGreaterThan(1_000));
    }

    /// What the judge said after each of 240 reports, of which a server that starts anew takes those named.
    private List<Judgement.Opinion> opinions(String name, Set<Integer> restarts) {
        now = START;
        var judging = new Judging(folder.resolve(name), () -> now);
        var number = 0;
        for (var minute = 0; minute < 5; minute++) {
            judging.accept(report(++number, stable(6_000, 600, LONG)));
            now = now.plus(Duration.ofMinutes(1));
        }
        judging.stage(ROLLOUT, ROUTE, "2", SPEC, 0, Weight.percent(25));
        var opinions = new ArrayList<Judgement.Opinion>();
        for (var i = 0; i < 240; i++) {
            if (restarts.contains(i)) {
                judging = new Judging(folder.resolve(name), () -> now);
                judging.stage(ROLLOUT, ROUTE, "2", SPEC, 0, Weight.percent(25));
            }
            now = now.plusMillis(250);
            judging.accept(report(++number, stable(96, 2, SHORT), candidate(24)));
            opinions.add(judging.opinion(ROLLOUT).orElseThrow());
        }
        return opinions;
    }

    private static GatewayReport report(long number, Observation... observations) {
        return new GatewayReport("gateway", number, 1, List.of(observations), List.of());
    }

    private static Observation stable(int requests, int slow, int tail) {
        var latency =
                LatencyHistogram.of(new int[] {USUAL, tail}, new long[] {requests - slow, slow});
        return observation("1", Role.STABLE, requests, latency);
    }

    private static Observation candidate(int requests) {
        var latency = LatencyHistogram.of(new int[] {USUAL}, new long[] {requests});
        return observation("2", Role.CANDIDATE, requests, latency);
    }

    private static Observation observation(
            String version, Role role, int requests, LatencyHistogram latency) {
        var answers = new StatusCounts(0, requests, 0, 0, 0);
        return new Observation(ROUTE, version, role, requests, answers, 0, 0, 0, 0, latency);
    }
}
