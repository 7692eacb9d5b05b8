package penstock.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import penstock.cli.terminal.Table;
import penstock.model.DurationText;
import penstock.model.Node;

/// Shows rules, what is wrong with files of them, and what a replay found.
final class RulesPrinter {
    private RulesPrinter() {}

    static List<String> list(List<Node> groups, InstantSource clock) {
        if (groups.isEmpty()) {
            return List.of("No rules.");
        }
        var table =
                new Table(
                        List.of(
                                "Group",
                                "Rule",
                                "Type",
                                "State",
                                "Alerts",
                                "Evaluated",
                                "Problem"));
        for (var group : groups) {
            for (var rule : items(group, "rules")) {
                boolean isAlert = rule.textAt("type").equals("alerting");
                table.row(
                        List.of(
                                group.textAt("name"),
                                rule.textAt("name"),
                                rule.textAt("type"),
                                isAlert ? rule.textAt("state") : rule.textAt("health"),
                                isAlert ? Integer.toString(items(rule, "alerts").size()) : "",
                                ago(rule.textAt("lastEvaluation"), clock.instant()),
                                rule.textAt("lastError")));
            }
        }
        return table.lines();
    }

    private static String ago(String time, Instant now) {
        var evaluated = Instant.parse(time);
        return evaluated.getEpochSecond() < 0
                ? "not yet"
                : length(Duration.between(evaluated, now)) + " ago";
    }

    /// In whole seconds.
    private static String length(Duration duration) {
        return DurationText.format(Duration.ofSeconds(Math.max(0, duration.toSeconds())));
    }

    static List<String> faults(Node file) {
        var lines = new ArrayList<String>();
        for (var fault : items(file, "faults")) {
            var line = fault.textAt("line");
            lines.add(
                    file.textAt("name")
                            + (line.equals("0") ? "" : ":" + line)
                            + ": "
                            + fault.textAt("message"));
        }
        return lines;
    }

    static List<String> replay(Node answer, Instant from, Instant to) {
        var lines = new ArrayList<String>();
        lines.add(
                "%s to %s: %s evaluations, %s samples"
                        .formatted(
                                from, to, answer.textAt("evaluations"), answer.textAt("samples")));
        alerts(items(answer, "alerts"), to, lines);
        var recorded = items(answer, "recorded");
        if (!recorded.isEmpty()) {
            var table = new Table(List.of("Recorded", "Series", "Samples"));
            for (var each : recorded) {
                table.row(
                        List.of(
                                each.textAt("name"),
                                each.textAt("series"),
                                each.textAt("samples")));
            }
            lines.add("");
            lines.addAll(table.lines());
        }
        if (!answer.textAt("untold").equals("0")) {
            lines.add("");
            lines.add(answer.textAt("untold") + " more changes of alerts are not shown.");
        }
        return lines;
    }

    private static void alerts(List<Node> alerts, Instant end, List<String> lines) {
        if (alerts.isEmpty()) {
            lines.add("No alert would have been pending or firing.");
            return;
        }
        var table = new Table(List.of("Alert", "Labels", "State", "From", "To", "For"));
        var sums = new Table(List.of("Alert", "Labels", "Fired", "In all"));
        for (var alert : alerts) {
            int fired = 0;
            var sum = Duration.ZERO;
            for (var span : items(alert, "spans")) {
                var from = Instant.parse(span.textAt("from"));
                var to = span.textAt("to");
                var length = Duration.between(from, to.isEmpty() ? end : Instant.parse(to));
                boolean isFiring = span.textAt("state").equals("firing");
                fired += isFiring ? 1 : 0;
                sum = isFiring ? sum.plus(length) : sum;
                table.row(
                        List.of(
                                alert.textAt("alert"),
                                labels(alert),
                                span.textAt("state"),
                                span.textAt("from"),
                                to.isEmpty() ? "the end" : to,
                                length(length)));
            }
            sums.row(List.of(alert.textAt("alert"), labels(alert), fired + " times", length(sum)));
        }
        lines.addAll(table.lines());
        lines.add("");
        lines.addAll(sums.lines());
    }

    private static String labels(Node alert) {
        var text = new StringBuilder("{");
        if (alert.at("labels").orElse(alert) instanceof Node.Mapping labels) {
            labels.entries()
                    .forEach(
                            (name, value) -> {
                                if (!name.equals("alertname")) {
                                    text.append(text.length() > 1 ? ", " : "");
                                    text.append(name).append("=\"");
                                    text.append(value.asText().orElse("")).append('"');
                                }
                            });
        }
        return text.append('}').toString();
    }

    private static List<Node> items(Node node, String key) {
        return node.at(key).map(Node::asList).orElse(List.of());
    }
}
