package penstock.capabilities.rollout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import penstock.judge.Better;
import penstock.judge.Bound;
import penstock.judge.JudgePolicy;
import penstock.judge.Limits;
import penstock.judge.Metric;
import penstock.judge.Stage;
import penstock.judge.WarmUp;
import penstock.model.DurationText;
import penstock.model.Node;

/// What a rollout is judged by, to the last digit, as JSON: so that its evidence leads to the same verdicts also with a later build, whose
/// usual values may be others than today's.
final class InForce {
    /// Of the judge's arithmetic. To be raised with every change by which the same evidence and policy lead to other figures;
    /// `RecordedEvidenceTest` fails then.
    static final int VERSION = 1;

    private InForce() {}

    static Node encode(int version, JudgePolicy policy) {
        var fields = new LinkedHashMap<String, Node>();
        fields.put("version", Node.number(version));
        fields.put("alpha", Node.number(policy.alpha()));
        fields.put("beta", Node.number(policy.beta()));
        fields.put("minimumDwell", Node.text(DurationText.format(policy.minimumDwell())));
        var warmUp = policy.warmUp();
        fields.put(
                "warmUp",
                Node.list(
                        List.of(
                                Node.text(DurationText.format(warmUp.least())),
                                Node.text(DurationText.format(warmUp.most())))));
        fields.put("suspicion", Node.number(policy.suspicion()));
        fields.put("metrics", Node.list(policy.metrics().stream().map(InForce::encode).toList()));
        return Node.map(fields);
    }

    private static Node encode(Metric metric) {
        var fields = new LinkedHashMap<String, Node>();
        fields.put("name", Node.text(metric.name()));
        fields.put("series", Node.text(metric.series()));
        fields.put("better", Node.text(metric.better().name().toLowerCase(Locale.ROOT)));
        fields.put("weight", Node.number(metric.weight()));
        switch (metric) {
            case Metric.Share _ -> fields.put("kind", Node.text("share"));
            case Metric.Quantile quantile -> {
                fields.put("kind", Node.text("quantile"));
                fields.put("q", Node.number(quantile.q()));
                fields.put("unit", Node.text(quantile.unit()));
            }
            case Metric.Mean mean -> {
                fields.put("kind", Node.text("mean"));
                fields.put("low", Node.number(mean.low()));
                fields.put("high", Node.number(mean.high()));
                fields.put("unit", Node.text(mean.unit()));
            }
            case Metric.Rate rate -> {
                fields.put("kind", Node.text("rate"));
                fields.put("per", Node.number(rate.per()));
                fields.put("unit", Node.text(rate.unit()));
            }
        }
        return Node.map(fields);
    }

    /// @throws IllegalArgumentException for what is no policy that this build knows
    static EvidenceLine.Policy policy(Node node) {
        var metrics = new ArrayList<Metric>();
        for (var each : node.at("metrics").map(Node::asList).orElse(List.of())) {
            metrics.add(metric(each));
        }
        var policy =
                new JudgePolicy(
                        number(node, "alpha"),
                        number(node, "beta"),
                        metrics,
                        DurationText.parse(node.textAt("minimumDwell")),
                        warmUp(node.at("warmUp").map(Node::asList).orElse(List.of())),
                        number(node, "suspicion"));
        return new EvidenceLine.Policy((int) number(node, "version"), policy);
    }

    private static WarmUp warmUp(List<Node> both) {
        if (both.size() != 2) {
            throw new IllegalArgumentException("warmUp: (expected: the least and the most time)");
        }
        return new WarmUp(
                DurationText.parse(both.get(0).asText().orElse("")),
                DurationText.parse(both.get(1).asText().orElse("")));
    }

    private static Metric metric(Node node) {
        var name = node.textAt("name");
        var series = node.textAt("series");
        var unit = node.textAt("unit");
        var better = Better.valueOf(node.textAt("better").toUpperCase(Locale.ROOT));
        double weight = number(node, "weight");
        var kind = node.textAt("kind");
        return switch (kind) {
            case "share" -> new Metric.Share(name, series, better, weight);
            case "quantile" ->
                    new Metric.Quantile(name, series, number(node, "q"), unit, better, weight);
            case "mean" ->
                    new Metric.Mean(
                            name,
                            series,
                            number(node, "low"),
                            number(node, "high"),
                            unit,
                            better,
                            weight);
            case "rate" -> new Metric.Rate(name, series, number(node, "per"), unit, better, weight);
            default ->
                    throw new IllegalArgumentException(
                            "kind: " + kind + " (expected: share, quantile, mean or rate)");
        };
    }

    /// The limits of each metric: `{"errors":{"tolerance":[1.0,5.0E-4],"margin":[1.0,0.01]},…}`, factor and shift.
    static Node encode(Stage stage) {
        var all = new TreeMap<String, Node>();
        stage.limits()
                .forEach(
                        (name, limits) -> {
                            var both = new LinkedHashMap<String, Node>();
                            both.put("tolerance", encode(limits.tolerance()));
                            both.put("margin", encode(limits.margin()));
                            all.put(name, Node.map(both));
                        });
        return Node.map(all);
    }

    private static Node encode(Bound bound) {
        return Node.list(List.of(Node.number(bound.factor()), Node.number(bound.shift())));
    }

    /// @throws IllegalArgumentException for what are no limits
    static Stage stage(Node node) {
        if (!(node instanceof Node.Mapping all)) {
            throw new IllegalArgumentException("limits: none (expected: limits of each metric)");
        }
        return new Stage(mapped(all.entries(), InForce::limits));
    }

    private static Limits limits(Node node) {
        return new Limits(bound(node, "tolerance"), bound(node, "margin"));
    }

    private static Bound bound(Node node, String name) {
        var both = node.at(name).map(Node::asList).orElse(List.of());
        if (both.size() != 2) {
            throw new IllegalArgumentException(name + ": (expected: a factor and a shift)");
        }
        return new Bound(number(both.get(0)), number(both.get(1)));
    }

    private static <T> Map<String, T> mapped(Map<String, Node> from, Function<Node, T> change) {
        var to = new TreeMap<String, T>();
        from.forEach((name, node) -> to.put(name, change.apply(node)));
        return to;
    }

    private static double number(Node node, String name) {
        return number(node.at(name).orElse(Node.text("")));
    }

    private static double number(Node node) {
        return Double.parseDouble(node.asText().orElse(""));
    }
}
