package penstock.cli.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import penstock.cli.api.ApiException;
import penstock.model.Node;

/// One picture of a rollout: the evidence over time against what was needed, for each metric, the weights, and when it was decided.
public final class EvidencePicture {
    private static final int WIDTH = 960;
    private static final int LEFT = 72;
    private static final int RIGHT = 940;
    private static final int WORSE_TOP = 104;
    private static final int WORSE_BOTTOM = 294;
    private static final int SAME_TOP = 336;
    private static final int SAME_BOTTOM = 526;
    private static final int WEIGHT_TOP = 568;
    private static final int WEIGHT_BOTTOM = 638;
    private static final int HEIGHT = 690;

    private final Node explanation;
    private final Svg svg;
    private final List<Double> seconds;
    private final List<String> metrics;
    private final Axis time;

    private EvidencePicture(Node explanation) {
        this.explanation = explanation;
        seconds = numbers("curve", "seconds");
        metrics =
                explanation.at("policy", "metrics").map(Node::asList).orElse(List.of()).stream()
                        .map(node -> node.asText().orElse(""))
                        .toList();
        time = new Axis(0, Math.max(1, seconds.getLast() * 1.02), LEFT, RIGHT, false);
        svg = new Svg(WIDTH, HEIGHT, title(), explanation.textAt("answer"));
    }

    /// @param explanation as the action `explanation` answers it with `curve`
    /// @throws ApiException when there is nothing to draw
    public static String svg(Node explanation) {
        if (explanation.at("curve").isEmpty()) {
            throw ApiException.usage(
                    "rollout/"
                            + explanation.textAt("rollout")
                            + " has no picture: it was never compared with another version.");
        }
        return new EvidencePicture(explanation).draw();
    }

    private List<Double> numbers(String first, String... rest) {
        return explanation.at(first, rest).map(Node::asList).orElse(List.of()).stream()
                .map(node -> Double.parseDouble(node.asText().orElse("0")))
                .toList();
    }

    private String title() {
        return "Evidence of rollout "
                + explanation.textAt("rollout")
                + ": version "
                + explanation.textAt("version")
                + " beside "
                + explanation.textAt("stable")
                + ", "
                + explanation.textAt("phase");
    }

    private String draw() {
        svg.words(LEFT, 24, "title", title());
        legend();
        double worse = number("policy", "worseNeeded");
        double same = number("policy", "notWorseNeeded");
        var up = new Axis(0.1, Math.max(1_000, worse * 10), WORSE_BOTTOM, WORSE_TOP, true);
        panel(up, "Evidence that it is worse", worse, "needed, all together: ");
        var low = new Axis(0.01, same * 50, SAME_BOTTOM, SAME_TOP, true);
        panel(
                low,
                "Evidence that it is not worse, at each weight",
                same,
                "needed in every metric: ");
        for (int i = 0; i < metrics.size(); i++) {
            curve(up, numbers("curve", "worseByMetric", metrics.get(i)), "line", Svg.look(i));
            curve(low, numbers("curve", "notWorseByMetric", metrics.get(i)), "line", Svg.look(i));
        }
        curve(up, numbers("curve", "worse"), "line all", "");
        weights();
        times();
        moments();
        return svg.end();
    }

    private double number(String first, String... rest) {
        var text = explanation.textAt(first, rest);
        return text.isEmpty() ? 1 : Double.parseDouble(text);
    }

    private void legend() {
        double x = LEFT;
        svg.line(x, 48, x + 30, 48, "line all").words(x + 36, 52, "", "all (worse only)");
        x += 160;
        for (int i = 0; i < metrics.size(); i++) {
            svg.path(String.format(Locale.ROOT, "M%.1f 48h30", x), "line", Svg.look(i));
            svg.words(x + 36, 52, "", metrics.get(i));
            x += 60 + metrics.get(i).length() * 7;
        }
    }

    private void panel(Axis up, String name, double needed, String words) {
        svg.words(LEFT, up.end() - 8, "name", name);
        for (double mark : up.tens()) {
            svg.line(LEFT, up.at(mark), RIGHT, up.at(mark), "grid");
            svg.words(LEFT - 8, up.at(mark) + 4, "end", Axis.number(mark));
        }
        svg.line(LEFT, up.start(), LEFT, up.end(), "axis");
        svg.line(LEFT, up.start(), RIGHT, up.start(), "axis");
        svg.line(LEFT, up.at(needed), RIGHT, up.at(needed), "needed");
        svg.words(LEFT + 6, up.at(needed) - 5, "", words + Axis.number(needed));
    }

    private void curve(Axis up, List<Double> figures, String look, String more) {
        var corners = new StringBuilder();
        for (int i = 0; i < Math.min(figures.size(), seconds.size()); i++) {
            corners.append(
                    String.format(
                            Locale.ROOT,
                            "%s%.1f %.1f",
                            i == 0 ? "M" : "L",
                            time.at(seconds.get(i)),
                            up.at(figures.get(i))));
        }
        svg.path(corners.toString(), look, more);
    }

    private void weights() {
        var up = new Axis(0, 100, WEIGHT_BOTTOM, WEIGHT_TOP, false);
        svg.words(LEFT, WEIGHT_TOP - 8, "name", "Share of users at the candidate");
        for (double mark : List.of(0.0, 50.0, 100.0)) {
            svg.line(LEFT, up.at(mark), RIGHT, up.at(mark), "grid");
            svg.words(
                    LEFT - 8,
                    up.at(mark) + 4,
                    "end",
                    Axis.number(mark).replaceFirst("^0?\\.?$", "0") + " %");
        }
        var stages = stages();
        for (var stage : stages) {
            double x = time.at(stage.from());
            svg.path(
                    String.format(
                            Locale.ROOT,
                            "M%.1f %.1fV%.1fH%.1fV%.1fZ",
                            x,
                            up.at(0),
                            up.at(stage.percent()),
                            time.at(stage.to()),
                            up.at(0)),
                    "weight",
                    "");
            svg.words(x + 4, up.at(stage.percent()) - 4, "", stage.words());
        }
        svg.line(LEFT, WEIGHT_BOTTOM, RIGHT, WEIGHT_BOTTOM, "axis");
    }

    private record Shown(double from, double to, double percent, String words) {}

    private List<Shown> stages() {
        var began = Instant.parse(explanation.textAt("curve", "from"));
        var stages = new ArrayList<Shown>();
        for (var stage : explanation.at("stages").map(Node::asList).orElse(List.of())) {
            var words = stage.textAt("weight");
            var from =
                    Duration.between(began, Instant.parse(stage.textAt("from"))).toMillis()
                            / 1000.0;
            stages.add(
                    new Shown(
                            from,
                            from + Double.parseDouble(stage.textAt("seconds")),
                            Double.parseDouble(words.replace("%", "")),
                            words));
        }
        return stages;
    }

    private void times() {
        for (long mark : time.seconds()) {
            double x = time.at((double) mark);
            svg.line(x, WEIGHT_BOTTOM, x, WEIGHT_BOTTOM + 5, "axis");
            svg.words(x, WEIGHT_BOTTOM + 19, "middle", Axis.time(mark));
        }
        svg.words(
                (LEFT + RIGHT) / 2.0,
                WEIGHT_BOTTOM + 40,
                "middle",
                "time since the first weight, "
                        + explanation
                                .textAt("curve", "from")
                                .replace('T', ' ')
                                .replaceFirst("(\\.\\d+)?Z$", " UTC"));
    }

    /// When the verdict was there.
    private void moments() {
        var words = Map.of("worse", "found worse", "not-worse", "shown not worse");
        for (var said : explanation.at("verdicts").map(Node::asList).orElse(List.of())) {
            var verdict = said.textAt("verdict");
            if (words.containsKey(verdict)) {
                boolean isWorse = verdict.equals("worse");
                double after = Double.parseDouble(said.textAt("seconds"));
                double x = time.at(after);
                svg.line(x, WORSE_TOP - 30, x, WEIGHT_BOTTOM, isWorse ? "bad" : "good");
                boolean isRight = x > (LEFT + RIGHT) / 2.0;
                svg.words(
                        isRight ? x - 5 : x + 5,
                        WORSE_TOP - 22,
                        (isWorse ? "words-bad" : "words-good") + (isRight ? " end" : ""),
                        words.get(verdict) + String.format(Locale.ROOT, ", %.1f s", after));
            }
        }
    }
}
