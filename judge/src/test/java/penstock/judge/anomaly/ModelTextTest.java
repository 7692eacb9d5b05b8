package penstock.judge.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import penstock.judge.anomaly.Setup.Method;
import penstock.judge.anomaly.Signal.Kind;

final class ModelTextTest {
    private static final Setup SETUP =
            new Setup(
                    List.of(
                            new Signal("latency", Kind.LATENCY),
                            new Signal("errors", Kind.ERROR_RATE)),
                    Duration.ofMinutes(1),
                    Duration.ZERO,
                    0.01,
                    Method.BOTH);

    private final SplittableRandom random = new SplittableRandom(3);
    private long at;

    @Test
    void makesTheSameModelAgain() {
        var model = model();
        var lines = new ArrayList<>(ModelText.lines(model));
        for (var i = 0; i < 100; i++) {
            var point = next(i % 20 == 0 ? 30 : 0);
            model.observe(point);
            lines.add(ModelText.line(point));
        }

        var read = whole(ModelText.read(SETUP, lines));

        assertThat(ModelText.lines(read)).isEqualTo(lines).isEqualTo(ModelText.lines(model));
        assertThat(read.version()).isEqualTo(model.version());
        for (var i = 0; i < 300; i++) {
            var point = next(i % 50 == 0 ? 30 : 0);
            assertThat(read.observe(point)).isEqualTo(model.observe(point));
        }
    }

    @Test
    void makesTheSameModelAgainAfterALaterTraining() {
        var model = model();
        for (var i = 0; i < 240; i++) {
            model.observe(next(i > 230 ? 30 : 0));
            if (model.isDue()) {
                model.retrain(at);
            }
        }

        var read = whole(ModelText.read(SETUP, ModelText.lines(model)));

        assertThat(read.version()).isEqualTo(2);
        assertThat(read.anomalousSinceMillis()).isEqualTo(model.anomalousSinceMillis());
        var point = next(0);
        assertThat(read.observe(point)).isEqualTo(model.observe(point));
    }

    @Test
    void leavesOutALineThatACrashCutOff() {
        var lines = new ArrayList<>(ModelText.lines(model()));
        var line = ModelText.line(next(0));
        lines.add(line.substring(0, line.length() - 9));

        var read = (ModelText.Read.Whole) ModelText.read(SETUP, lines);

        assertThat(read.lines()).isEqualTo(lines.size() - 1);
        assertThat(read.model().lastAt()).isEqualTo(at - 60_000);
    }

    @Test
    void refusesWhatIsDamagedOrOfAnotherSetupOrFormat() {
        var lines = ModelText.lines(model());

        assertThat(reason(SETUP, List.of())).contains("first lines are damaged");
        assertThat(reason(SETUP, with(lines, 0, "x"))).contains("first lines are damaged");
        assertThat(reason(SETUP, lines.subList(0, 200))).contains("197 readable points");
        assertThat(reason(SETUP, with(lines, 100, lines.get(100).replace('p', 'a'))))
                .contains("97 readable points");
        var other =
                new Setup(SETUP.signals(), Duration.ofMinutes(2), Duration.ZERO, 0.01, Method.BOTH);
        assertThat(reason(other, lines)).contains("setup 60000").contains("expected: setup 120000");
    }

    private static List<String> with(List<String> lines, int at, String line) {
        var changed = new ArrayList<>(lines);
        changed.set(at, line);
        return changed;
    }

    private static String reason(Setup setup, List<String> lines) {
        return ((ModelText.Read.Unusable) ModelText.read(setup, lines)).reason();
    }

    private static AnomalyModel whole(ModelText.Read read) {
        return ((ModelText.Read.Whole) read).model();
    }

    private AnomalyModel model() {
        var past = new ArrayList<Point>();
        for (var i = 0; i < 300; i++) {
            past.add(next(0));
        }
        return AnomalyModel.train(SETUP, past, 42, 7).orElseThrow();
    }

    private Point next(double off) {
        at += 60_000;
        return new Point(at, 100 + random.nextDouble() * 10 + off, random.nextDouble());
    }
}
