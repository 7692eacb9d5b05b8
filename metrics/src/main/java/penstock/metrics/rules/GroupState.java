package penstock.metrics.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import penstock.metrics.labels.Labels;

/// What is known of a group between evaluations.
///
/// @param rules one for each rule of the group
/// @param leftovers series of rules that are gone, to be ended by the next evaluation
/// @param untilRestore evaluations until the alerts of an earlier process are taken up; 0 is never (again). The first ones may
///     see too little, since not everything was scraped and recorded yet.
public record GroupState(List<RuleState> rules, Set<Labels> leftovers, int untilRestore) {
    private static final int BEFORE_RESTORE = 2;

    public GroupState {
        rules = List.copyOf(rules);
        leftovers = Set.copyOf(leftovers);
    }

    /// Of a group that begins anew.
    ///
    /// @param restores whether alerts of an earlier process are to be taken up
    public static GroupState initial(RuleGroup group, boolean restores) {
        var rules = new ArrayList<RuleState>();
        for (int i = 0; i < group.rules().size(); i++) {
            rules.add(RuleState.initial(!restores));
        }
        return new GroupState(rules, Set.of(), restores ? BEFORE_RESTORE : 0);
    }

    /// How many series and alerts its rules keep.
    public long results() {
        return leftovers.size() + rules.stream().mapToLong(RuleState::results).sum();
    }

    /// Characters of the labels and annotations of its alerts.
    public long texts() {
        return rules.stream().mapToLong(RuleState::texts).sum();
    }

    GroupState with(List<RuleState> others) {
        return new GroupState(others, leftovers, untilRestore);
    }

    /// For the same group after its file was changed: rules are the same when name and labels are; of several the first is the
    /// first. What rules that are gone wrote is left over.
    public GroupState carriedOver(RuleGroup before, RuleGroup after) {
        Map<String, Deque<RuleState>> known = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            known.computeIfAbsent(key(before.rules().get(i)), _ -> new ArrayDeque<>())
                    .add(rules.get(i));
        }
        var carried = new ArrayList<RuleState>();
        for (Rule rule : after.rules()) {
            Deque<RuleState> same = known.getOrDefault(key(rule), new ArrayDeque<>());
            carried.add(same.isEmpty() ? RuleState.initial(untilRestore == 0) : same.remove());
        }
        var left = new HashSet<>(leftovers);
        known.values().forEach(gone -> gone.forEach(state -> left.addAll(state.written())));
        return new GroupState(carried, left, untilRestore);
    }

    private static String key(Rule rule) {
        String kind = rule instanceof Rule.Alerting ? "alert " : "record ";
        return kind + rule.name() + rule.labels();
    }
}
