package penstock.judge.anomaly;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// A model as lines of text: what it was made from, from which it is made again, bit for bit. So a file outlives every
/// change of how the forest is kept in memory, and people can read it. Each line ends with its checksum.
///
/// ```
/// penstock-anomaly-model 1 3a5f7c11
/// setup 60000 86400000 0.001 BOTH latency:LATENCY 55aa12f0
/// model 3 42 1700000000000 2880 7be01c9d          (version, seed, trained at, points trained on)
/// p 1699827200000 0.12 8c1d22e0                   (a point trained on; `a` if it was unusual then)
/// n 1700000060000 0.13 11f08a3b                   (a point seen since)
/// ```
public final class ModelText {
    /// Of this format; a file of another is not read.
    private static final int FORMAT = 1;

    private static final String MAGIC = "penstock-anomaly-model " + FORMAT;
    private static final int HEADER_LINES = 3;

    private ModelText() {}

    /// A model that was read, or why there is none.
    public sealed interface Read {
        /// @param model as it was
        /// @param lines whole lines it was made from; behind them is what a crash or damage left
        record Whole(AnomalyModel model, int lines) implements Read {}

        /// @param reason for people: what was found and what was expected
        record Unusable(String reason) implements Read {}
    }

    /// All lines of a model, without line ends.
    public static List<String> lines(AnomalyModel model) {
        var lines = new ArrayList<String>();
        lines.add(sealed(MAGIC));
        lines.add(sealed(text(model.setup())));
        lines.add(
                sealed(
                        "model "
                                + model.version()
                                + " "
                                + model.seed()
                                + " "
                                + model.trainedAtMillis()
                                + " "
                                + model.past().size()));
        for (var each : model.past()) {
            lines.add(sealed((each.isAnomalous() ? "a " : "p ") + text(each.point())));
        }
        for (var each : model.since()) {
            lines.add(line(each.point()));
        }
        return lines;
    }

    /// The line to append for a point that the model has observed since its last training.
    public static String line(Point point) {
        return sealed("n " + text(point));
    }

    private static String text(Setup setup) {
        var text =
                new StringBuilder("setup ")
                        .append(setup.every().toMillis())
                        .append(' ')
                        .append(setup.season().toMillis())
                        .append(' ')
                        .append(setup.falsePositives())
                        .append(' ')
                        .append(setup.method());
        for (var signal : setup.signals()) {
            // Names are free text; a line has no line ends.
            text.append(' ').append(signal.name().replaceAll("\\s", "_")).append(':');
            text.append(signal.kind());
        }
        return text.toString();
    }

    private static String text(Point point) {
        var text = new StringBuilder().append(point.atMillis());
        for (var i = 0; i < point.size(); i++) {
            text.append(' ').append(point.value(i));
        }
        return text.toString();
    }

    private static String sealed(String text) {
        return text + " " + checksum(text);
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    /// Makes a model again.
    ///
    /// @param setup what is wanted now; a model of another setup is of no use
    /// @param lines of a file, without line ends
    public static Read read(Setup setup, List<String> lines) {
        var head = new ArrayList<String>();
        for (var i = 0; i < HEADER_LINES && i < lines.size(); i++) {
            unsealed(lines.get(i)).ifPresent(head::add);
        }
        if (head.size() < HEADER_LINES) {
            return new Read.Unusable("the first lines are damaged (expected: " + MAGIC + " …)");
        }
        if (!head.get(0).equals(MAGIC)) {
            return new Read.Unusable("\"" + head.get(0) + "\" (expected: " + MAGIC + ")");
        }
        if (!head.get(1).equals(text(setup))) {
            return new Read.Unusable(
                    "\"" + head.get(1) + "\" (expected: " + text(setup) + ", as wanted now)");
        }
        try {
            return read(setup, head.get(2).split(" ", -1), lines);
        } catch (IllegalArgumentException e) {
            return new Read.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static Read read(Setup setup, String[] model, List<String> lines) {
        if (model.length != 5 || !model[0].equals("model")) {
            return new Read.Unusable(
                    "\"" + String.join(" ", model) + "\" (expected: model and four numbers)");
        }
        var count = Integer.parseInt(model[4]);
        var past = new ArrayList<Learned>();
        var at = HEADER_LINES;
        while (at < lines.size() && past.size() < count) {
            var line = unsealed(lines.get(at));
            if (line.isEmpty() || line.get().startsWith("n ")) {
                break;
            }
            past.add(new Learned(point(line.get(), setup), line.get().startsWith("a ")));
            at++;
        }
        var usual = Learned.usual(past).size();
        if (past.size() < count || usual < setup.leastPoints()) {
            return new Read.Unusable(
                    past.size()
                            + " readable points, "
                            + usual
                            + " of them usual (expected: "
                            + count
                            + " points, at least "
                            + setup.leastPoints()
                            + " usual)");
        }
        var restored =
                AnomalyModel.restored(
                        setup,
                        Long.parseLong(model[2]),
                        Long.parseLong(model[1]),
                        Long.parseLong(model[3]),
                        past);
        while (at < lines.size()) {
            var line = unsealed(lines.get(at));
            if (line.isEmpty()) {
                break;
            }
            restored.observe(point(line.get(), setup));
            at++;
        }
        return new Read.Whole(restored, at);
    }

    private static Optional<String> unsealed(String line) {
        var end = line.lastIndexOf(' ');
        if (end < 0) {
            return Optional.empty();
        }
        var text = line.substring(0, end);
        return checksum(text).equals(line.substring(end + 1))
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Point point(String line, Setup setup) {
        var parts = line.split(" ", -1);
        if (parts.length != 2 + setup.signals().size()) {
            throw new IllegalArgumentException(
                    "\""
                            + line
                            + "\" (expected: a time and "
                            + setup.signals().size()
                            + " values)");
        }
        var values = new double[parts.length - 2];
        for (var i = 0; i < values.length; i++) {
            values[i] = Double.parseDouble(parts[i + 2]);
        }
        return new Point(Long.parseLong(parts[1]), values);
    }
}
