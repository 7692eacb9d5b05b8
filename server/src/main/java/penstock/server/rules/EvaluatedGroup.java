package penstock.server.rules;

import java.util.List;
import penstock.metrics.rules.Rule;
import penstock.metrics.rules.RuleGroup;
import penstock.metrics.rules.RuleState;

/// A group and what is known of it at one moment.
///
/// @param evaluated milliseconds since 1970 of the last evaluation; [#NEVER] when there was none
/// @param seconds that it took
public record EvaluatedGroup(
        RuleGroup group, List<EvaluatedRule> rules, long evaluated, double seconds) {
    public static final long NEVER = Long.MIN_VALUE;

    public EvaluatedGroup {
        rules = List.copyOf(rules);
    }

    /// @param seconds that its last evaluation took
    public record EvaluatedRule(Rule rule, RuleState state, double seconds) {}
}
