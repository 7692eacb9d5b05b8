package penstock.bench.anomaly;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.judge.anomaly.AnomalyModel;
import penstock.judge.anomaly.Point;
import penstock.judge.anomaly.Setup;
import penstock.judge.anomaly.Signal;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains detectors on made-up days without trouble and lets them watch days with one. The exit code is 0 only when the
/// promises hold.
@Command(
        name = "anomaly",
        mixinStandardHelpOptions = true,
        description = {
            "How well anomalies are found, how often they are seen where there are none, and how long it takes.",
            "Each run trains on four made-up days (1,152 points) and watches two more."
        })
public final class Anomaly implements Callable<Integer> {
    private static final int TRAINED = 4 * World.DAY;
    private static final int WATCHED = 2 * World.DAY;
    private static final long EVERY = Duration.ofMinutes(5).toMillis();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--runs",
            description = "Runs of each world and trouble; ${DEFAULT-VALUE} by default.")
    private int runs = 8;

    @Option(names = "--seed", description = "Of everything random; ${DEFAULT-VALUE} by default.")
    private long seed = 1;

    @Option(
            names = "--method",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    private Setup.Method method = Setup.Method.BOTH;

    @Option(
            names = "--false-positives",
            description = "What the detectors are told to keep to; ${DEFAULT-VALUE} by default.")
    private double falsePositives = 0.001;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures to a file.")
    private Path json = Path.of("");

    private final Map<World, Map<Trouble, Tally>> tallies = new EnumMap<>(World.class);
    private final Times training = new Times();
    private final Times scoring = new Times();

    @Override
    public Integer call() throws IOException {
        if (runs < 1) {
            throw ApiException.usage("--runs: " + runs + " (expected: at least 1)");
        }
        var random = new SplittableRandom(seed);
        for (var world : World.values()) {
            var byTrouble = new EnumMap<Trouble, Tally>(Trouble.class);
            tallies.put(world, byTrouble);
            for (var trouble : Trouble.values()) {
                if (trouble.fits(world)) {
                    var tally = new Tally();
                    for (var run = 0; run < runs; run++) {
                        run(world, trouble, random.split(), tally);
                    }
                    byTrouble.put(trouble, tally);
                }
            }
            spec.commandLine().getErr().println("done: " + name(world));
        }
        print(spec.commandLine().getOut());
        if (!json.toString().isEmpty()) {
            Files.writeString(json, Text.writeJson(figures()) + "\n");
        }
        return isKept() ? 0 : 1;
    }

    private void run(World world, Trouble trouble, SplittableRandom random, Tally tally) {
        var series = world.series(TRAINED + WATCHED, random);
        var from = trouble.start(series, TRAINED + 24 + random.nextInt(World.DAY / 2));
        trouble.befall(world, series, from, random);
        var begun = System.nanoTime();
        var detector =
                AnomalyModel.train(setup(world), points(series, 0, TRAINED), random.nextLong(), 0)
                        .orElseThrow();
        training.add(System.nanoTime() - begun);
        var delay = -1;
        for (var point : points(series, TRAINED, TRAINED + WATCHED)) {
            var at = (int) (point.atMillis() / EVERY) - 1;
            begun = System.nanoTime();
            var finding = detector.observe(point);
            var isFlagged = finding.isAnomalous();
            scoring.add(System.nanoTime() - begun);
            if (detector.isDue()) {
                detector.retrain(point.atMillis());
            }
            if (at >= from && at < from + trouble.points()) {
                delay = isFlagged && delay < 0 ? at - from : delay;
            } else if (at < from || at >= from + trouble.points() + aftermath(trouble)) {
                tally.usual(isFlagged);
            }
        }
        if (trouble != Trouble.NOTHING) {
            tally.event(delay);
        }
    }

    /// Points after a trouble that count neither way: running means need as long to forget it as they needed to see it.
    private static int aftermath(Trouble trouble) {
        return trouble == Trouble.NOTHING ? 0 : World.DAY / 2;
    }

    private Setup setup(World world) {
        var signals = new ArrayList<Signal>();
        for (var i = 0; i < world.signals(); i++) {
            signals.add(new Signal("s" + i, Signal.Kind.OTHER));
        }
        return new Setup(
                signals,
                Duration.ofMillis(EVERY),
                world.hasSeason() ? Duration.ofDays(1) : Duration.ZERO,
                falsePositives,
                method);
    }

    private static List<Point> points(double[][] series, int from, int to) {
        var points = new ArrayList<Point>();
        for (var i = from; i < to; i++) {
            points.add(new Point((i + 1) * EVERY, series[i]));
        }
        return points;
    }

    private Tally total() {
        var total = new Tally();
        tallies.values().forEach(byTrouble -> byTrouble.values().forEach(total::add));
        return total;
    }

    /// Accuracy at least 95 %, false positives at most 5 %, less than 100 ms for a point, training in less than 30 s (NUM-35).
    private boolean isKept() {
        var total = total();
        return total.accuracy() >= 0.95
                && total.falsePositives() <= 0.05
                && scoring.millis(0.999) < 100
                && training.millis(1) < 30_000;
    }

    private void print(PrintWriter out) {
        out.printf(
                "%-12s %-10s %8s %14s %16s%n",
                "world", "trouble", "found", "median delay", "false positives");
        tallies.forEach(
                (world, byTrouble) ->
                        byTrouble.forEach((trouble, tally) -> print(out, world, trouble, tally)));
        var total = total();
        out.printf(
                Locale.ROOT,
                "all: accuracy %.2f %%, found %.2f %% of %d, false positives %.3f %%%n",
                100 * total.accuracy(),
                100 * total.recall(),
                total.events(),
                100 * total.falsePositives());
        out.printf(
                Locale.ROOT,
                "training on %d points: median %.0f ms, longest %.0f ms; a point: median %.3f ms, p99.9 %.3f ms, longest %.1f ms%n",
                TRAINED,
                training.millis(0.5),
                training.millis(1),
                scoring.millis(0.5),
                scoring.millis(0.999),
                scoring.millis(1));
        out.println(isKept() ? "kept" : "not kept");
    }

    private static void print(PrintWriter out, World world, Trouble trouble, Tally tally) {
        out.printf(
                Locale.ROOT,
                "%-12s %-10s %8s %14s %14.3f %%%n",
                name(world),
                name(trouble),
                trouble == Trouble.NOTHING
                        ? ""
                        : String.format(Locale.ROOT, "%.1f %%", 100 * tally.recall()),
                tally.medianDelay() < 0 ? "" : tally.medianDelay() + " points",
                100 * tally.falsePositives());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Node figures() {
        var rows = new ArrayList<Node>();
        tallies.forEach(
                (world, byTrouble) ->
                        byTrouble.forEach(
                                (trouble, tally) -> rows.add(row(world, trouble, tally))));
        var figures = new LinkedHashMap<String, Node>();
        figures.put("seed", Node.number(seed));
        figures.put("runs", Node.number(runs));
        figures.put("method", Node.text(name(method)));
        figures.put("falsePositivesWanted", Node.number(falsePositives));
        figures.put("rows", Node.list(rows));
        figures.put("accuracy", Node.number(total().accuracy()));
        figures.put("falsePositives", Node.number(total().falsePositives()));
        figures.put("trainedPoints", Node.number(TRAINED));
        figures.put("trainingMillisMedian", Node.number(training.millis(0.5)));
        figures.put("trainingMillisLongest", Node.number(training.millis(1)));
        figures.put("pointMillisMedian", Node.number(scoring.millis(0.5)));
        figures.put("pointMillisP999", Node.number(scoring.millis(0.999)));
        figures.put("pointMillisLongest", Node.number(scoring.millis(1)));
        figures.put("kept", Node.bool(isKept()));
        return Node.map(figures);
    }

    private static Node row(World world, Trouble trouble, Tally tally) {
        var row = new LinkedHashMap<String, Node>();
        row.put("world", Node.text(name(world)));
        row.put("trouble", Node.text(name(trouble)));
        row.put("events", Node.number(tally.events()));
        if (trouble != Trouble.NOTHING) {
            row.put("found", Node.number(tally.recall()));
            row.put("medianDelayPoints", Node.number(tally.medianDelay()));
        }
        row.put("falsePositives", Node.number(tally.falsePositives()));
        return Node.map(row);
    }
}
