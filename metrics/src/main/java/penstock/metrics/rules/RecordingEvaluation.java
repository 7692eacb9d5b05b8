package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.QueryValue;

/// Evaluates a recording rule.
final class RecordingEvaluation {
    private RecordingEvaluation() {}

    /// @param limit of series
    static RuleOutcome outcome(Rule.Recording rule, RuleState state, RuleMoment moment, int limit) {
        List<QueryValue.Sample> samples = moment.samples(rule.expr());
        var points = new ArrayList<Point>(samples.size());
        var seen = new HashSet<Labels>();
        for (QueryValue.Sample sample : samples) {
            Labels labels = labels(rule, sample.labels());
            if (!seen.add(labels)) {
                return RuleOutcome.failed(
                        state.failed(
                                "vector contains metrics with the same labelset after applying rule"
                                        + " labels"));
            }
            points.add(new Point(labels, sample.time(), sample.value(), sample.histogram()));
        }
        if (points.size() > limit) {
            return RuleOutcome.failed(
                    state.failed(
                            "exceeded limit of " + limit + " with " + points.size() + " series"));
        }
        return new RuleOutcome(state.evaluated(List.of()), points, List.of());
    }

    private static Labels labels(Rule.Recording rule, Labels of) {
        Labels.Builder labels = of.toBuilder().set(Labels.NAME, rule.name());
        for (int i = 0; i < rule.labels().size(); i++) {
            labels.set(rule.labels().name(i), rule.labels().value(i));
        }
        return labels.build();
    }
}
