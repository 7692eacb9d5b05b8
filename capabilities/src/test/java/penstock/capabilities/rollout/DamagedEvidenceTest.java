package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.JudgeSpec;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.LatencyHistogram;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.Role;
import penstock.gateway.routes.StatusCounts;
import penstock.model.Decoder;
import penstock.model.Name;
import penstock.model.Node;
import penstock.model.Ref;
import penstock.model.Weight;
import penstock.testkit.Damage;

/// A log of evidence that is damaged: its rollout goes on, never on evidence that was not there.
final class DamagedEvidenceTest {
    private static final Ref ROLLOUT = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));
    private static final JudgeSpec SPEC =
            Decoder.decode(JudgeSpec.class, Node.map(Map.of()), "", "judge");
    private static final int REPORTS = 40;

    @TempDir private Path folder;

    private Judging judging(Path logs) {
        return new Judging(logs, () -> Instant.parse("2026-11-21T08:00:00Z"));
    }

    private static void stage(Judging judging) {
        judging.stage(ROLLOUT, "production/shop", "2", SPEC, 0, Weight.percent(5));
    }

    private static Path log(Path logs) {
        return logs.resolve("production").resolve(ROLLOUT.name() + ".log");
    }

    private static GatewayReport report(long number) {
        var none = new StatusCounts(0, 1, 0, 0, 0);
        var seen =
                new Observation(
                        "production/shop",
                        "2",
                        Role.CANDIDATE,
                        1,
                        none,
                        0,
                        0,
                        0,
                        0,
                        LatencyHistogram.EMPTY);
        return new GatewayReport("gateway", number, 1, List.of(seen), List.of());
    }

    private Path written(String name) {
        var logs = folder.resolve(name);
        var judging = judging(logs);
        stage(judging);
        for (int number = 1; number <= REPORTS; number++) {
            judging.accept(report(number));
        }
        return logs;
    }

    private static long requests(Judging judging) {
        return judging.opinion(ROLLOUT).orElseThrow().candidate().requests();
    }

    @Test
    void whateverBecameOfItTheRolloutIsJudgedByWhatIsReadable() {
        for (var damage : Damage.values()) {
            var logs = written(damage.name());
            damage.to(log(logs));

            var judging = judging(logs);
            judging.resumeIfLogged(ROLLOUT, "production/shop", "2", SPEC);
            stage(judging);
            long kept = requests(judging);
            judging.accept(report(REPORTS + 1));

            assertThat(kept).as(damage.name()).isLessThan(REPORTS);
            assertThat(requests(judging)).as(damage.name()).isEqualTo(kept + 1);
            var again = judging(logs);
            stage(again);
            assertThat(requests(again)).as(damage + ", read once more").isEqualTo(kept + 1);
        }
    }

    private static String tick(List<String> lines, int number) {
        return lines.stream()
                .filter(line -> line.startsWith("tick "))
                .skip(number - 1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLineThatIsNoneEndsWhatIsReadAndTheFileIsKeptAside() throws IOException {
        var logs = written("line");
        var lines = Files.readAllLines(log(logs));
        lines.set(lines.indexOf(tick(lines, 11)), "tick or treat");
        Files.write(log(logs), lines);

        var judging = judging(logs);
        stage(judging);

        assertThat(requests(judging)).isEqualTo(10);
        assertThat(logs.resolve("production/shop-2.log.damaged"))
                .hasContent(String.join("\n", lines));
    }
}
