package penstock.capabilities.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import penstock.capabilities.services.KayentaSpec;
import penstock.capabilities.services.KayentaSpec.Compared;
import penstock.capabilities.services.QueryTemplate;
import penstock.judge.kayenta.Cleaning;
import penstock.judge.kayenta.Cleaning.Gaps;
import penstock.judge.kayenta.Comparison;
import penstock.judge.kayenta.Direction;
import penstock.judge.kayenta.EffectSize;
import penstock.judge.kayenta.Label;
import penstock.judge.kayenta.Score;
import penstock.judge.kayenta.WindowJudge;
import penstock.judge.kayenta.WindowMetric;
import penstock.judge.kayenta.WindowMetric.Weight;
import penstock.metrics.promql.Line;
import penstock.metrics.source.MetricSource.Times;

/// Checks by comparing windows of both versions as Kayenta's judge does. Other than there, too little data is no failure, except
/// where a metric says that it must have some.
final class Canaries {
    /// What was done to the points that Kayenta's configuration calls outliers.
    private static final double USUAL_FENCE = Cleaning.STANDARD.outlierFactor();

    private final Queries queries;

    Canaries(Queries queries) {
        this.queries = queries;
    }

    private sealed interface Points {
        /// One for each step; not a number where there is none.
        final class Found implements Points {
            private final double[] values;

            Found(double[] values) {
                this.values = values;
            }

            double[] values() {
                return values.clone();
            }

            boolean isEmpty() {
                return Arrays.stream(values).allMatch(Double::isNaN);
            }
        }

        record Trouble(Finding finding) implements Points {}
    }

    Finding judge(KayentaSpec spec, CheckOrder order) {
        var subject = order.subject();
        if (subject.stable().isEmpty()) {
            return Finding.error("there is no stable version to compare with");
        }
        var times = times(spec, order);
        long deadline = System.nanoTime() + order.spec().timeout().toNanos();
        var comparisons = new ArrayList<Comparison>();
        boolean hasData = false;
        for (var metric : spec.metrics()) {
            var stable = points(metric, order, subject.stable(), times, deadline);
            if (stable instanceof Points.Trouble(var finding)) {
                return named(metric, finding);
            }
            var candidate = points(metric, order, subject.version(), times, deadline);
            if (candidate instanceof Points.Trouble(var finding)) {
                return named(metric, finding);
            }
            var found = (Points.Found) candidate;
            boolean isCounted = metric.importance() != KayentaSpec.Importance.MUTED;
            hasData |= isCounted && !found.isEmpty();
            comparisons.add(
                    WindowJudge.STANDARD.compare(
                            windowMetric(metric),
                            ((Points.Found) stable).values(),
                            found.values()));
        }
        return hasData
                ? judge(spec, comparisons, order.isLast())
                : Finding.inconclusive("no metric has data of " + subject.version());
    }

    private static Finding named(Compared metric, Finding finding) {
        return new Finding(
                finding.outcome(), finding.value(), metric.name() + ": " + finding.message());
    }

    private Times times(KayentaSpec spec, CheckOrder order) {
        long end = queries.now();
        var length = order.window();
        if (spec.lookback().isPresent() && spec.lookback().get().compareTo(length) < 0) {
            length = spec.lookback().get();
        }
        long step = spec.step().toMillis();
        long most = Math.min(length.toMillis() / step, KayentaSpec.MOST_POINTS);
        return new Times(end - Math.max(0, most - 1) * step, end, step);
    }

    private Points points(
            Compared metric, CheckOrder order, String version, Times times, long deadline) {
        var query = QueryTemplate.fill(metric.query(), order.subject().variables(version));
        var left = Duration.ofNanos(deadline - System.nanoTime());
        return switch (queries.range(query, times, left)) {
            case Queries.Answer.Trouble(var finding) -> new Points.Trouble(finding);
            case Queries.Answer.Numbers _ ->
                    new Points.Trouble(
                            Finding.error(
                                    "the source answered a range with single values: " + query));
            case Queries.Answer.Lines(var matrix) ->
                    matrix.lines().size() > 1
                            ? new Points.Trouble(
                                    Finding.error(
                                            matrix.lines().size()
                                                    + " series (expected: one; aggregate them, as in sum(…)): "
                                                    + query))
                            : new Points.Found(values(matrix.lines(), times));
        };
    }

    private static double[] values(List<Line> lines, Times times) {
        var values = new double[Math.toIntExact((times.end() - times.start()) / times.step()) + 1];
        Arrays.fill(values, Double.NaN);
        for (var line : lines) {
            for (int i = 0; i < line.size(); i++) {
                long at = (line.time(i) - times.start()) / times.step();
                boolean isNumber = line.histogram(i) == null && Double.isFinite(line.value(i));
                if (isNumber && at >= 0 && at < values.length) {
                    values[(int) at] = line.value(i);
                }
            }
        }
        return values;
    }

    private static WindowMetric windowMetric(Compared metric) {
        var direction =
                switch (metric.direction()) {
                    case INCREASE -> Direction.INCREASE;
                    case DECREASE -> Direction.DECREASE;
                    case EITHER -> Direction.EITHER;
                };
        var weight =
                switch (metric.importance()) {
                    case NORMAL -> Weight.NORMAL;
                    case DATA_REQUIRED -> Weight.DATA_REQUIRED;
                    case CRITICAL -> Weight.CRITICAL;
                    case MUTED -> Weight.MUTED;
                };
        var gaps = metric.gaps() == KayentaSpec.Gaps.ZERO ? Gaps.ZERO : Gaps.REMOVE;
        return new WindowMetric(
                metric.name(),
                Set.of(metric.group()),
                direction,
                new Cleaning(gaps, metric.outliers() == KayentaSpec.Outliers.REMOVE, USUAL_FENCE),
                EffectSize.ANY.allowing(metric.allowedIncrease(), metric.allowedDecrease()),
                weight);
    }

    private static Finding judge(KayentaSpec spec, List<Comparison> comparisons, boolean isLast) {
        var score =
                WindowJudge.score(
                        comparisons,
                        spec.groups(),
                        new Score.Thresholds(spec.pass(), spec.marginal()));
        var counted =
                comparisons.stream()
                        .filter(each -> each.metric().weight() != Weight.MUTED)
                        .toList();
        long unknown = counted.stream().filter(each -> !isKnown(each.label())).count();
        boolean isDecided = counted.stream().anyMatch(Comparison::isDecisive);
        if (!isDecided && 2 * unknown >= counted.size()) {
            return Finding.inconclusive(score.reason());
        }
        var said = "score " + Finding.text(score.points()) + ", " + score.reason() + bad(counted);
        boolean isGood = isLast ? score.points() >= spec.pass() : score.points() > spec.marginal();
        var expected =
                isLast
                        ? " (expected: at last " + Finding.text(spec.pass()) + " or more)"
                        : " (expected: more than " + Finding.text(spec.marginal()) + ")";
        return (isGood ? Finding.passed(said) : Finding.failed(said + expected)).of(score.points());
    }

    private static boolean isKnown(Label label) {
        return switch (label) {
            case PASS, HIGH, LOW, NODATA_FAILED -> true;
            case NODATA, ERROR -> false;
        };
    }

    private static String bad(List<Comparison> comparisons) {
        var reasons =
                comparisons.stream()
                        .filter(each -> each.label() != Label.PASS)
                        .map(each -> "; " + each.label() + " " + each.reason())
                        .toList();
        return String.join("", reasons);
    }
}
