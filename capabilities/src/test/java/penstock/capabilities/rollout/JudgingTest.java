package penstock.capabilities.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/// Each report counts once for each rollout, also when a disk is full for one of them.
final class JudgingTest {
    private static final Ref FIRST = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-2"));
    private static final Ref SECOND = Ref.in(Scene.PRODUCTION, "Rollout", new Name("cart-2"));
    private static final JudgeSpec SPEC =
            Decoder.decode(JudgeSpec.class, Node.map(Map.of()), "", "judge");

    @TempDir Path folder;
    private final Map<Path, FaultyFile> files = new HashMap<>();

    private Judging judging() {
        var judging =
                new Judging(
                        folder,
                        () -> Instant.parse("2026-11-21T08:00:00Z"),
                        path -> {
                            var file = new FaultyFile(EvidenceLog.Opening.OF_DISK.open(path));
                            files.put(path, file);
                            return file;
                        });
        judging.stage(FIRST, "production/shop", "2", SPEC, 0, Weight.percent(5));
        judging.stage(SECOND, "production/cart", "2", SPEC, 0, Weight.percent(5));
        return judging;
    }

    private void failOnce(Ref rollout) {
        Objects.requireNonNull(files.get(log(rollout))).failOnce();
    }

    private Path log(Ref rollout) {
        return folder.resolve("production").resolve(rollout.name() + ".log");
    }

    private static GatewayReport report(long number, long requests) {
        return new GatewayReport(
                "gateway",
                number,
                1,
                List.of(
                        observation("production/shop", requests),
                        observation("production/cart", requests)),
                List.of());
    }

    private static Observation observation(String route, long requests) {
        var none = new StatusCounts(0, requests, 0, 0, 0);
        return new Observation(
                route, "2", Role.CANDIDATE, requests, none, 0, 0, 0, 0, LatencyHistogram.EMPTY);
    }

    private static long requests(Judging judging, Ref rollout) {
        return judging.opinion(rollout).orElseThrow().candidate().requests();
    }

    @Test
    void aReportThatOneLogRefusedCountsOnceForAllAfterItIsSentAgain() {
        for (var refusing : List.of(FIRST, SECOND)) {
            var judging = judging();
            judging.accept(report(1, 10));
            failOnce(refusing);

            assertThatThrownBy(() -> judging.accept(report(2, 5)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(log(refusing).toString());
            judging.accept(report(2, 5));
            judging.accept(report(2, 5));
            judging.accept(report(3, 1));

            assertThat(requests(judging, FIRST)).isEqualTo(16);
            assertThat(requests(judging, SECOND)).isEqualTo(16);
            List.of(FIRST, SECOND).forEach(this::delete);
        }
    }

    private void delete(Ref rollout) {
        try {
            Files.delete(log(rollout));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aHalfWrittenLineIsNotThereForTheNextOneNorAfterARestart() throws IOException {
        var judging = judging();
        failOnce(FIRST);
        assertThatThrownBy(() -> judging.accept(report(1, 7)))
                .isInstanceOf(UncheckedIOException.class);

        judging.accept(report(1, 7));
        var lines = Files.readAllLines(log(FIRST));
        var again = judging();
        again.accept(report(1, 7));

        assertThat(lines).hasSize(6);
        assertThat(lines.getLast()).startsWith("verdict 1 ");
        assertThat(lines.get(4)).startsWith("tick ").contains(" gateway 1 ");
        assertThat(requests(again, FIRST)).isEqualTo(7);
        assertThat(requests(again, SECOND)).isEqualTo(7);
    }

    @Test
    void aReportFromBeforeARolloutIsNotCountedForIt() {
        var judging = judging();
        judging.accept(report(4, 9));
        var later = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-3"));
        judging.stage(later, "production/shop", "2", SPEC, 0, Weight.percent(5));

        judging.accept(report(4, 9));
        judging.accept(report(5, 2));

        assertThat(requests(judging, later)).isEqualTo(2);
    }

    @Test
    void aRolloutWhoseLogCannotBeBegunIsBegunByTheNextAttempt() throws IOException {
        var judging = judging();
        var other = Ref.in(Scene.PRODUCTION, "Rollout", new Name("shop-4"));
        Files.createDirectory(log(other));

        assertThatThrownBy(
                        () ->
                                judging.stage(
                                        other, "production/shop", "2", SPEC, 0, Weight.percent(5)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("expected: a writable evidence log");
        Files.delete(log(other));
        judging.stage(other, "production/shop", "2", SPEC, 0, Weight.percent(5));
        judging.accept(report(1, 3));

        assertThat(requests(judging, other)).isEqualTo(3);
    }
}
