package penstock.metrics.rules;

import java.util.List;

/// What came of the evaluation of one rule.
///
/// @param notes about templates that failed
record RuleOutcome(RuleState state, List<Point> points, List<String> notes) {
    RuleOutcome {
        points = List.copyOf(points);
        notes = List.copyOf(notes);
    }

    static RuleOutcome failed(RuleState state) {
        return new RuleOutcome(state, List.of(), List.of());
    }
}
