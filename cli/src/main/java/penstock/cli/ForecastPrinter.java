package penstock.cli;

import java.util.ArrayList;
import java.util.List;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Table;
import penstock.cli.terminal.Terminal;
import penstock.model.Node;

/// Shows what would come of a release: its steps with their times, what is found in them, and what speaks against it.
final class ForecastPrinter {
    private final Terminal terminal;

    ForecastPrinter(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Whether a release with this plan would be refused.
    static boolean isRefused(Node forecast) {
        return list(forecast, "findings").stream()
                .anyMatch(finding -> finding.textAt("isFatal").equals("true"));
    }

    List<String> lines(Node forecast) {
        var lines = new ArrayList<String>();
        var version = forecast.textAt("version");
        lines.add(
                "service/"
                        + forecast.textAt("service")
                        + (version.isEmpty() ? "" : " " + version)
                        + ", plan: "
                        + forecast.textAt("profile"));
        lines.add("traffic: " + forecast.textAt("traffic"));
        var steps = list(forecast, "steps");
        if (!steps.isEmpty()) {
            lines.add("");
            lines.addAll(table(forecast, steps).lines());
            lines.addAll(faults(steps));
        }
        for (var finding : list(forecast, "findings")) {
            lines.add("");
            boolean isFatal = finding.textAt("isFatal").equals("true");
            lines.add(
                    terminal.styled(
                                    isFatal ? Style.BAD : Style.NOTE,
                                    isFatal ? "refused: " : "warning: ")
                            + finding.textAt("place")
                            + ": "
                            + finding.textAt("message"));
        }
        return lines;
    }

    private static Table table(Node forecast, List<Node> steps) {
        var table = new Table(List.of("Step", "Takes", "Slow", "Waits for"));
        for (var step : steps) {
            boolean isTimed = isHold(step);
            table.row(
                    List.of(
                            step.textAt("words"),
                            isTimed ? time(step, "typical") : "",
                            isTimed ? time(step, "slow") : "",
                            waitsFor(step)));
        }
        return table.row(
                List.of(
                        "total",
                        time(forecast, "typical"),
                        time(forecast, "slow"),
                        "and the time of starts, people and checks"));
    }

    private static boolean isHold(Node step) {
        return step.textAt("words").startsWith("hold");
    }

    private static String time(Node node, String key) {
        var text = node.textAt(key);
        return text.isEmpty() ? "?" : text;
    }

    private static String waitsFor(Node step) {
        var requests = step.textAt("proof", "candidateRequests");
        if (requests.isEmpty()) {
            return step.textAt("waitsFor");
        }
        return step.textAt("waitsFor")
                + ": about "
                + requests
                + " candidate requests for "
                + step.textAt("proof", "metric");
    }

    private static List<String> faults(List<Node> steps) {
        var lines = new ArrayList<String>();
        for (var step : steps) {
            for (var fault : list(step, "faults")) {
                if (lines.isEmpty()) {
                    lines.add("");
                }
                lines.add("at " + step.textAt("weight") + ": " + fault(fault));
            }
        }
        return lines;
    }

    private static String fault(Node fault) {
        var effect = fault.textAt("effect");
        boolean isSmallest = fault.textAt("isSmallest").equals("true");
        if (fault.textAt("candidateRequests").isEmpty()) {
            return effect + " is not found";
        }
        var requests =
                fault.textAt("candidateRequests")
                        + " candidate requests, "
                        + fault.textAt("failingRequests")
                        + " of them failing";
        var what = isSmallest ? "the smallest fault found in time is " + effect + ", " : effect;
        if (fault.textAt("typical").isEmpty()) {
            return what + (isSmallest ? "after " : " is found after ") + requests;
        }
        return what
                + (isSmallest ? "after " : " is found after ")
                + fault.textAt("typical")
                + ", nine of ten times within "
                + fault.textAt("slow")
                + " ("
                + requests
                + ")";
    }

    private static List<Node> list(Node node, String key) {
        return node.at(key).map(Node::asList).orElse(List.of());
    }
}
