package penstock.cli.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import penstock.model.Node;

/// Sums up what was found by judging many rollouts once more.
public final class ReplaySummary {
    private final List<Node> replayed;

    /// @param replayed as the action `replay` answers it
    public ReplaySummary(List<Node> replayed) {
        this.replayed = List.copyOf(replayed);
    }

    /// Rollouts whose record is not what is computed from their evidence.
    public long differing() {
        return replayed.stream().filter(each -> !each.textAt("isSame").equals("true")).count();
    }

    private List<Node> effects(String effect) {
        return replayed.stream()
                .filter(each -> each.textAt("whatIf", "effect").equals(effect))
                .toList();
    }

    private static double sum(List<Node> replayed, String key) {
        return replayed.stream()
                .mapToDouble(each -> Double.parseDouble(each.textAt("whatIf", key)))
                .sum();
    }

    /// @param policy in words; empty when there is no other policy
    public List<String> lines(String policy) {
        var lines = new ArrayList<String>();
        long verdicts = sumOf("verdicts");
        long decisions = sumOf("decisions");
        lines.add(
                count(replayed.size(), "rollout")
                        + " judged once more: "
                        + count(verdicts, "verdict")
                        + " and "
                        + count(decisions, "decision")
                        + (differing() == 0
                                ? " exactly as recorded"
                                : ", " + differing() + " of the rollouts not as recorded"));
        if (!policy.isEmpty()) {
            lines.add("With " + policy + ":");
            lines.addAll(effects());
        }
        return lines;
    }

    private long sumOf(String key) {
        return replayed.stream().mapToLong(each -> Long.parseLong(each.textAt(key))).sum();
    }

    private List<String> effects() {
        var lines = new ArrayList<String>();
        lines.add("  " + effects("same").size() + " the same");
        both(lines, "promoted-at-another-time", "promoted", "needed");
        both(lines, "rolled-back-at-another-time", "rolled back", "spent");
        var instead = effects("rolled-back-instead");
        if (!instead.isEmpty()) {
            lines.add(
                    "  "
                            + instead.size()
                            + " rolled back instead"
                            + failures(instead)
                            + ": "
                            + names(instead));
        }
        var open = effects("not-known");
        if (!open.isEmpty()) {
            lines.add(
                    "  "
                            + open.size()
                            + " not known, because their traffic ends before: "
                            + names(open));
        }
        lines.add(
                "The weights are those of then: a weight raised sooner would have brought traffic that nobody has recorded.");
        return lines;
    }

    private void both(List<String> lines, String effect, String words, String spent) {
        for (int sign : new int[] {1, -1}) {
            var some =
                    effects(effect).stream()
                            .filter(
                                    each ->
                                            sign
                                                            * Double.parseDouble(
                                                                    each.textAt(
                                                                            "whatIf", "seconds"))
                                                    > 0)
                            .toList();
            if (!some.isEmpty()) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "  %d %s %s, together by %,.0f s and %,.0f candidate requests %s%s: %s",
                                some.size(),
                                words,
                                sign > 0 ? "earlier" : "later",
                                Math.abs(sum(some, "seconds")),
                                Math.abs(sum(some, "candidateRequests")),
                                sign > 0 ? "less " + spent : "more " + spent,
                                failures(some),
                                names(some)));
            }
        }
    }

    private static String failures(List<Node> some) {
        double saved = sum(some, "visibleFailures");
        return saved == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %,.0f failures %s seen by users",
                        Math.abs(saved),
                        saved > 0 ? "fewer" : "more");
    }

    private static String names(List<Node> some) {
        return String.join(", ", some.stream().map(each -> each.textAt("rollout")).toList());
    }

    private static String count(long many, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", many, noun, many == 1 ? "" : "s");
    }
}
