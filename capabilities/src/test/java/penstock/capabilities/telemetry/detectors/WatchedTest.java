package penstock.capabilities.telemetry.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.telemetry.detectors.Detector.State;
import penstock.judge.anomaly.Setup;
import penstock.judge.anomaly.Signal;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.source.MetricAnswer;
import penstock.model.Share;

final class WatchedTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_000_000 * MINUTE;

    @TempDir private Path folder;
    private final FixedSource source = new FixedSource();
    private long firstAt = Long.MIN_VALUE;
    private long lastAt = Long.MAX_VALUE;
    private long troubleFrom = Long.MAX_VALUE;

    @BeforeEach
    void measure() {
        source.put("latency", time -> value(time, 1));
        source.put("errors", time -> value(time, 2));
    }

    private OptionalDouble value(long time, int signal) {
        if (time < firstAt || time > lastAt) {
            return OptionalDouble.empty();
        }
        var noise = new SplittableRandom(time * 31 + signal).nextDouble();
        return OptionalDouble.of(100 + 10 * noise + (time >= troubleFrom ? 60 : 0));
    }

    @Test
    void learnsUntilThereIsEnoughOfThePast() {
        firstAt = START - 99 * MINUTE;
        var watched = watched();

        look(watched, START);

        assertThat(watched.view().state()).isEqualTo(State.LEARNING);
        assertThat(watched.view().message())
                .isEqualTo("100 of 240 points, 2h20m to go if a point comes every 1m");
        assertThat(watched.isDue(START + 59 * MINUTE)).isFalse();
        assertThat(watched.isDue(START + 60 * MINUTE)).isTrue();
    }

    @Test
    void trainsOnThePastAndWatchesEachPoint() {
        var watched = watched();

        look(watched, START);
        look(watched, START + MINUTE);

        var view = watched.view();
        assertThat(view.state()).isEqualTo(State.USUAL);
        var model = view.model().orElseThrow();
        assertThat(model.version()).isEqualTo(1);
        assertThat(model.points()).isEqualTo(2_880);
        assertThat(model.to()).isEqualTo(Instant.ofEpochMilli(START));
        var last = view.last().orElseThrow();
        assertThat(last.at()).isEqualTo(Instant.ofEpochMilli(START + MINUTE));
        assertThat(last.signals()).hasSize(2);
        assertThat(last.signals().getFirst().low()).isBetween(80.0, 100.0);
        assertThat(watched.isDue(START + 2 * MINUTE - 1)).isFalse();
        assertThat(watched.isDue(START + 2 * MINUTE)).isTrue();
    }

    @Test
    void saysWhatIsAnomalousAndSinceWhen() {
        var watched = watched();
        look(watched, START);
        troubleFrom = START + MINUTE;

        look(watched, START + MINUTE);
        look(watched, START + 2 * MINUTE);

        var view = watched.view();
        assertThat(view.state()).isEqualTo(State.ANOMALOUS);
        assertThat(view.anomalousSince()).contains(Instant.ofEpochMilli(START + MINUTE));
        assertThat(view.last().orElseThrow().anomaly()).isIn("latency", "error-rate");
        assertThat(view.message()).contains("is 16").contains("expected: ");
    }

    @Test
    void isNotKnownWithoutDataAndThatIsNoAnomaly() {
        var watched = watched();
        look(watched, START);
        lastAt = START;

        look(watched, START + MINUTE);
        look(watched, START + 2 * MINUTE);

        assertThat(watched.view().state()).isEqualTo(State.NOT_KNOWN);
        assertThat(watched.view().reason()).isEqualTo("NoData");
        assertThat(watched.view().message()).startsWith("no value of latency, errors since ");
        assertThat(watched.view().anomalousSince()).isEmpty();
        lastAt = Long.MAX_VALUE;
        look(watched, START + 3 * MINUTE);
        assertThat(watched.view().state()).isEqualTo(State.USUAL);
    }

    @Test
    void isNotKnownWhenTheSourceFailsOrTheQueryYieldsSomethingElse() {
        var watched = watched();
        look(watched, START);

        source.failWith(
                new MetricAnswer.NotKnown(MetricAnswer.Reason.UNAVAILABLE, "cannot be reached"));
        look(watched, START + MINUTE);
        assertThat(watched.view().state()).isEqualTo(State.NOT_KNOWN);
        assertThat(watched.view().message()).isEqualTo("latency: cannot be reached");

        source.failWith(null);
        source.yieldSeries(3);
        look(watched, START + 2 * MINUTE);
        assertThat(watched.view().reason()).isEqualTo("QueryRefused");
        assertThat(watched.view().message())
                .startsWith("latency: the query yields 3 series (expected: one; put sum(…)");

        source.yieldSeries(1);
        look(watched, START + 3 * MINUTE);
        assertThat(watched.view().state()).isEqualTo(State.USUAL);
        assertThat(watched.view().last().orElseThrow().at())
                .isEqualTo(Instant.ofEpochMilli(START + 3 * MINUTE));
    }

    @Test
    void goesOnAfterARestartAsIfItHadNotBeenAway() {
        var always = watched();
        look(always, START);
        look(always, START + MINUTE);

        var again = new Watched(spec(), file(), 1);
        look(again, START + 2 * MINUTE);
        look(always, START + 2 * MINUTE);

        assertThat(again.view()).isEqualTo(always.view());
        assertThat(again.view().model().orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void aDamagedModelIsMadeAnewAndACutLineIsLeftOut() throws IOException {
        var before = watched();
        look(before, START);
        look(before, START + MINUTE);
        var path = folder.resolve("shop.model");
        var whole = Files.readAllBytes(path);

        Files.writeString(path, "n 6000", StandardOpenOption.APPEND);
        var cut = new Watched(spec(), file(), 1);
        look(cut, START + 2 * MINUTE);
        assertThat(cut.view().model().orElseThrow().to()).isEqualTo(Instant.ofEpochMilli(START));
        assertThat(Files.readString(path)).endsWith("\n").doesNotContain("n 6000n");

        whole[1_000] ^= 0x10;
        Files.write(path, whole);
        var damaged = new Watched(spec(), file(), 1);
        look(damaged, START + 2 * MINUTE);
        assertThat(damaged.view().state()).isEqualTo(State.USUAL);
        assertThat(damaged.view().model().orElseThrow().to())
                .isEqualTo(Instant.ofEpochMilli(START + 2 * MINUTE));
    }

    @Test
    void asksOnlyForWhatIsNewAndInPiecesThatSourcesAnswer() {
        var watched = watched();
        look(watched, START);
        assertThat(source.asked).isEqualTo(2);

        look(watched, START + MINUTE);
        assertThat(source.asked).isEqualTo(4);
    }

    @Test
    void tellsAnewOnlyWhatIsNews() {
        var watched = watched();
        look(watched, START);
        var first = watched.view();
        look(watched, START + MINUTE);
        assertThat(watched.view().isNewsAfter(first)).isFalse();

        look(watched, START + 11 * MINUTE);

        assertThat(watched.view().isNewsAfter(first)).isTrue();
    }

    private Watched watched() {
        return new Watched(spec(), file(), 1);
    }

    private ModelFile file() {
        return new ModelFile(folder.resolve("shop.model"));
    }

    static Detector.Spec spec() {
        return new Detector.Spec(
                List.of(
                        new Detector.SignalSpec("latency", "latency", Signal.Kind.LATENCY),
                        new Detector.SignalSpec("errors", "errors", Signal.Kind.ERROR_RATE)),
                Duration.ofMinutes(1),
                Duration.ZERO,
                new Share(0.0001),
                Setup.Method.SEASONAL);
    }

    private void look(Watched watched, long now) {
        watched.look(source, new Cancellation(), now);
    }
}
