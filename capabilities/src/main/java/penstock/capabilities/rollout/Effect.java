package penstock.capabilities.rollout;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.Metric;
import penstock.model.Share;
import penstock.model.Suggestions;
import penstock.model.Violation;

/// A candidate that is worse than stable in one metric.
///
/// @param bound its figure, from stable's
record Effect(Metric metric, Bound bound) {
    /// What plans are told about if nobody asks for something else: a fault that no tool should miss.
    static List<Effect> usual(List<Metric> metrics) {
        return metrics.stream()
                .filter(metric -> metric.name().equals("errors"))
                .map(metric -> new Effect(metric, Bound.shift(0.05)))
                .toList();
    }

    /// `1%` or `0.02` is added to stable's figure (or taken from it, where higher is better); `x1.5` is so many times
    /// stable's. Every mistake goes into `wrong`.
    static List<Effect> parse(
            Map<String, String> texts, List<Metric> metrics, List<Violation> wrong) {
        var names = metrics.stream().map(Metric::name).toList();
        var effects = new ArrayList<Effect>();
        new TreeMap<>(texts)
                .forEach(
                        (name, text) -> {
                            try {
                                var metric =
                                        metrics.stream()
                                                .filter(each -> each.name().equals(name))
                                                .findFirst()
                                                .orElseThrow(() -> unknown(name, names));
                                effects.add(new Effect(metric, bound(metric, text)));
                            } catch (IllegalArgumentException e) {
                                wrong.add(
                                        new Violation(
                                                "effects." + name, String.valueOf(e.getMessage())));
                            }
                        });
        return effects;
    }

    private static IllegalArgumentException unknown(String name, List<String> names) {
        return new IllegalArgumentException(
                "not compared (expected: one of "
                        + String.join(", ", names)
                        + ")"
                        + Suggestions.hint(name, names));
    }

    private static Bound bound(Metric metric, String text) {
        var stripped = text.strip();
        Bound bound;
        try {
            bound =
                    stripped.startsWith("x")
                            ? Bound.factor(new BigDecimal(stripped.substring(1)).doubleValue())
                            : Bound.shift(Share.parse(stripped).fraction());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" (expected: an amount such as 1% or 0.02, or a factor such as x1.5)",
                    e);
        }
        boolean isWorse =
                metric.better() == Better.LOWER ? bound.factor() >= 1 : bound.factor() <= 1;
        if (!isWorse || (bound.factor() == 1 && bound.shift() == 0)) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" (expected: worse than stable, "
                            + metric.better().name().toLowerCase(java.util.Locale.ROOT)
                            + " being better)");
        }
        return bound;
    }

    /// For people: `errors +1%`, `latency-p99 x1.5`.
    String words() {
        if (bound.shift() == 0) {
            return metric.name() + " x" + plain(bound.factor());
        }
        var sign = metric.better() == Better.LOWER ? " +" : " -";
        return metric.name()
                + sign
                + (metric instanceof Metric.Share
                        ? new Share(BigDecimal.valueOf(bound.shift()).doubleValue()).toString()
                        : plain(bound.shift()));
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
