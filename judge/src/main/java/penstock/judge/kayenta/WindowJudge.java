package penstock.judge.kayenta;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares windows of metrics and adds the labels up to a score.
public final class WindowJudge {
    /// As Kayenta's default judge: intervals of 98 %, a tolerance of a quarter of the estimated shift.
    public static final WindowJudge STANDARD = new WindowJudge(0.98, 0.25);

    /// Share of metrics without data, or with too little to compare, that fails the whole.
    private static final double MOST_UNKNOWN = 0.5;

    private final double confidence;
    private final double tolerance;

    /// @param confidence of the interval of the shift, 0.5 to 0.999999
    /// @param tolerance the part of the estimated shift that the nearer end of the interval must exceed; 0 or more, less than 1
    public WindowJudge(double confidence, double tolerance) {
        if (!(confidence >= 0.5 && confidence <= 0.999999)) {
            throw new IllegalArgumentException(
                    "confidence: " + confidence + " (expected: 0.5..0.999999)");
        }
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException(
                    "tolerance: " + tolerance + " (expected: 0 or more, less than 1)");
        }
        this.confidence = confidence;
        this.tolerance = tolerance;
    }

    /// Labels one metric. Order of the points does not matter; not a number is a missing point, infinite points are refused.
    public Comparison compare(
            WindowMetric metric, double[] baselinePoints, double[] candidatePoints) {
        requireFinite("baseline", baselinePoints);
        requireFinite("candidate", candidatePoints);
        var baseline = metric.cleaning().clean(baselinePoints);
        var candidate = metric.cleaning().clean(candidatePoints);
        if (baseline.length == 0 || candidate.length == 0) {
            return withoutData(metric, baseline.length == 0 ? "baseline" : "candidate");
        }
        if (isSame(baseline, candidate)) {
            return Comparison.untested(metric, Label.PASS, "baseline and candidate are the same");
        }
        return MannWhitney.shift(baseline, candidate, confidence)
                .map(shift -> label(metric, shift, baseline, candidate))
                .orElseGet(
                        () ->
                                Comparison.untested(
                                        metric,
                                        Label.ERROR,
                                        "a single point on each side (expected: more; let the window be longer)"));
    }

    private static void requireFinite(String name, double[] points) {
        for (var point : points) {
            if (Double.isInfinite(point)) {
                throw new IllegalArgumentException(
                        name + ": " + point + " (expected: finite numbers)");
            }
        }
    }

    private static Comparison withoutData(WindowMetric metric, String side) {
        if (metric.cleaning().gaps() == Cleaning.Gaps.ZERO) {
            return Comparison.untested(
                    metric, Label.PASS, "no points of the " + side + ", which count as zeros");
        }
        var label =
                metric.weight() == WindowMetric.Weight.DATA_REQUIRED
                        ? Label.NODATA_FAILED
                        : Label.NODATA;
        return Comparison.untested(metric, label, "no points of the " + side);
    }

    /// The same points in any order, or one value everywhere.
    private static boolean isSame(double[] baseline, double[] candidate) {
        var left = baseline.clone();
        var right = candidate.clone();
        Arrays.sort(left);
        Arrays.sort(right);
        var isOneValue =
                left[0] == left[left.length - 1]
                        && right[0] == right[right.length - 1]
                        && left[0] == right[0];
        return isOneValue || Arrays.equals(left, right);
    }

    private Comparison label(
            WindowMetric metric, Shift shift, double[] baseline, double[] candidate) {
        var bound = tolerance * Math.abs(shift.estimate());
        var size = metric.effectSize().of(baseline, candidate);
        var ratio = EffectSize.ratio(baseline, candidate);
        var isHigh =
                metric.direction() != Direction.DECREASE
                        && shift.lower() > bound
                        && metric.effectSize().isHigh(size);
        var isLow =
                metric.direction() != Direction.INCREASE
                        && shift.upper() < -bound
                        && metric.effectSize().isLow(size);
        if (isHigh) {
            return Comparison.tested(metric, Label.HIGH, shift, ratio, size);
        }
        var label = isLow ? Label.LOW : Label.PASS;
        return Comparison.tested(metric, label, shift, ratio, size);
    }

    /// Adds up. A decisive failure, or half of the metrics without data, gives no points at all.
    ///
    /// @param comparisons of all metrics; muted ones count nowhere
    /// @param groupWeights points of each group, at most 100 together; groups that are not named share the rest equally
    public static Score score(
            Collection<Comparison> comparisons,
            Map<String, Double> groupWeights,
            Score.Thresholds thresholds) {
        requireWeights(groupWeights);
        var counted =
                comparisons.stream()
                        .filter(each -> each.metric().weight() != WindowMetric.Weight.MUTED)
                        .toList();
        var labels = labels(counted);
        var groups = new TreeMap<String, Double>();
        labels.forEach((group, all) -> groups.put(group, passed(all)));
        if (counted.isEmpty()) {
            return new Score(Score.Outcome.FAIL, 0, groups, "no metric counts");
        }
        for (var each : counted) {
            if (each.isDecisive()) {
                return new Score(Score.Outcome.FAIL, 0, groups, "critical: " + each.reason());
            }
        }
        var unknown = counted.stream().filter(each -> !isKnown(each.label())).count();
        if (unknown >= MOST_UNKNOWN * counted.size()) {
            var reason = unknown + " of " + counted.size() + " metrics have too little data";
            return new Score(Score.Outcome.FAIL, 0, groups, reason);
        }
        var points = points(labels, groupWeights);
        var passed = counted.stream().filter(each -> each.label() == Label.PASS).count();
        return new Score(
                thresholds.of(points),
                points,
                groups,
                passed + " of " + counted.size() + " metrics passed");
    }

    private static void requireWeights(Map<String, Double> groupWeights) {
        var sum = 0.0;
        for (var entry : groupWeights.entrySet()) {
            if (!(entry.getValue() >= 0)) {
                throw new IllegalArgumentException(
                        "groupWeights."
                                + entry.getKey()
                                + ": "
                                + entry.getValue()
                                + " (expected: 0 or more)");
            }
            sum += entry.getValue();
        }
        if (sum > 100) {
            throw new IllegalArgumentException(
                    "groupWeights: " + sum + " together (expected: at most 100)");
        }
    }

    private static SortedMap<String, List<Label>> labels(List<Comparison> counted) {
        var names = new HashSet<String>();
        counted.forEach(each -> names.addAll(each.metric().groups()));
        var labels = new TreeMap<String, List<Label>>();
        for (var name : names) {
            labels.put(
                    name,
                    counted.stream()
                            .filter(each -> each.metric().groups().contains(name))
                            .map(Comparison::label)
                            .toList());
        }
        return labels;
    }

    private static double passed(List<Label> labels) {
        var known = labels.stream().filter(WindowJudge::isKnown).count();
        var passed = labels.stream().filter(label -> label == Label.PASS).count();
        return known == 0 ? 0 : 100.0 * passed / known;
    }

    private static boolean isKnown(Label label) {
        return switch (label) {
            case PASS, HIGH, LOW, NODATA_FAILED -> true;
            case NODATA, ERROR -> false;
        };
    }

    private static double points(
            SortedMap<String, List<Label>> labels, Map<String, Double> groupWeights) {
        var given = groupWeights.values().stream().mapToDouble(Double::doubleValue).sum();
        var unnamed = labels.keySet().stream().filter(g -> !groupWeights.containsKey(g)).count();
        var sum = 0.0;
        for (var group : labels.entrySet()) {
            var weight = groupWeights.getOrDefault(group.getKey(), (100 - given) / unnamed);
            var hasData = group.getValue().stream().anyMatch(WindowJudge::isKnown);
            sum += (hasData ? passed(group.getValue()) : 100) * weight / 100;
        }
        return BigDecimal.valueOf(sum).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }
}
