package penstock.cli.evidence;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Table;
import penstock.cli.terminal.Terminal;
import penstock.model.Node;

/// An explanation for reading: the answer in the first line, then the reasons, then the figures.
public final class ExplanationText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// More evidence than anybody needs.
    private static final double PLENTY = 1e6;

    private final Node explanation;
    private final Terminal terminal;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Node explanation, Terminal terminal) {
        this.explanation = explanation;
        this.terminal = terminal;
    }

    /// @param explanation as the action `explanation` answers it
    public static List<String> lines(Node explanation, Terminal terminal) {
        return new ExplanationText(explanation, terminal).lines();
    }

    private List<String> lines() {
        wrapped("", explanation.textAt("answer"))
                .forEach(line -> lines.add(terminal.styled(Style.BOLD, line)));
        for (var reason : list(explanation, "because")) {
            lines.addAll(wrapped("  ", reason.asText().orElse("")));
        }
        lines.add("");
        plan();
        stages();
        list(explanation, "stages").forEach(this::metrics);
        decisions();
        return lines;
    }

    private static List<Node> list(Node node, String key) {
        return node.at(key).map(Node::asList).orElse(List.of());
    }

    private List<String> wrapped(String indent, String words) {
        var all = new ArrayList<String>();
        var line = new StringBuilder(indent);
        for (var word : words.split("\\s+", -1)) {
            if (line.length() + word.length() > terminal.width()
                    && line.length() > indent.length()) {
                all.add(line.toString().stripTrailing());
                line = new StringBuilder(indent + "  ");
            }
            line.append(word).append(' ');
        }
        all.add(line.toString().stripTrailing());
        return all;
    }

    private void plan() {
        var steps =
                list(explanation, "plan").stream()
                        .map(step -> step.asText().orElse(""))
                        .collect(Collectors.joining(" > "));
        lines.addAll(wrapped("", "Plan: " + steps));
        explanation
                .at("policy")
                .ifPresent(
                        policy ->
                                lines.addAll(
                                        wrapped(
                                                "",
                                                "Policy: worse at evidence "
                                                        + evidence(policy, "worseNeeded")
                                                        + " (alpha "
                                                        + percent(policy, "alpha")
                                                        + "), not worse at "
                                                        + evidence(policy, "notWorseNeeded")
                                                        + " in every metric (beta "
                                                        + percent(policy, "beta")
                                                        + "), at least "
                                                        + policy.textAt("minimumDwell")
                                                        + " at a weight, latency counts after "
                                                        + policy.textAt("warmUp"))));
    }

    private void stages() {
        var table =
                new Table(
                        List.of(
                                "Weight",
                                "From",
                                "Time",
                                "Stable",
                                "Candidate",
                                "Failed",
                                "Rescued",
                                "Verdict at its end"));
        for (var stage : list(explanation, "stages")) {
            table.row(
                    List.of(
                            stage.textAt("weight"),
                            time(stage.textAt("from")),
                            seconds(stage, "seconds"),
                            stage.textAt("stable", "requests"),
                            stage.textAt("candidate", "requests"),
                            stage.textAt("candidate", "failed"),
                            stage.textAt("candidate", "rescued"),
                            stage.textAt("verdict")));
        }
        add(table);
    }

    private void add(Table table) {
        if (!table.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines());
        }
    }

    private void metrics(Node stage) {
        var table =
                new Table(
                        List.of(
                                "At " + stage.textAt("weight"),
                                "Stable",
                                "Candidate",
                                "Tolerated",
                                "Worse",
                                "To be shown",
                                "Not worse",
                                "Shown after"));
        for (var metric : list(stage, "metrics")) {
            table.row(
                    List.of(
                            metric.textAt("metric"),
                            figure(metric, "stable"),
                            figure(metric, "candidate"),
                            metric.textAt("tolerance"),
                            evidence(metric, "worse"),
                            metric.textAt("margin"),
                            evidence(metric, "notWorse"),
                            metric.at("shownAfter").isPresent()
                                    ? seconds(metric, "shownAfter")
                                    : "-"));
        }
        add(table);
    }

    private static String figure(Node metric, String version) {
        var range = metric.textAt(version + "Range", "words");
        return metric.textAt(version) + (range.isEmpty() ? "" : " [" + range + "]");
    }

    private void decisions() {
        var table = new Table(List.of("Time", "Phase", "Weight", "What happened"));
        for (var entry : list(explanation, "decisions")) {
            table.row(
                    List.of(
                            time(entry.textAt("at")),
                            entry.textAt("phase"),
                            entry.textAt("weight"),
                            entry.textAt("message").replace('\n', ' ')));
        }
        add(table);
    }

    private static String time(String instant) {
        return instant.isEmpty() ? "-" : TIME.format(Instant.parse(instant));
    }

    private static String seconds(Node node, String key) {
        return String.format(Locale.ROOT, "%.1fs", Double.parseDouble(node.textAt(key)));
    }

    private static String percent(Node node, String key) {
        return Axis.number(Double.parseDouble(node.textAt(key)) * 100) + " %";
    }

    private static String evidence(Node node, String key) {
        double figure = Double.parseDouble(node.textAt(key));
        if (figure >= PLENTY) {
            return "> 1,000,000";
        }
        return String.format(Locale.ROOT, figure < 100 ? "%.3g" : "%,.0f", figure);
    }
}
