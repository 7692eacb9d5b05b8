package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.Expr;

/// Which rules of a group use what others yield. Those that have nothing to do with each other may be evaluated at the same time.
///
/// @param isKnown false when a query asks for series of any name, so that it may use everything
/// @param uses for each rule the indexes of the rules whose results it uses
public record Dependencies(boolean isKnown, List<Set<Integer>> uses) {
    public Dependencies {
        uses = List.copyOf(uses);
    }

    public static Dependencies of(List<Rule> rules) {
        var uses = new ArrayList<Set<Integer>>();
        boolean isKnown = true;
        for (Rule rule : rules) {
            var used = new TreeSet<Integer>();
            isKnown &= collect(rule.expr(), rules, used);
            uses.add(used);
        }
        return new Dependencies(isKnown, uses);
    }

    /// Whether all selectors ask for a name.
    private static boolean collect(Expr expr, List<Rule> rules, Set<Integer> into) {
        boolean isKnown = true;
        if (expr instanceof Expr.VectorSelector selector) {
            Optional<Matcher> name =
                    selector.matchers().stream()
                            .filter(matcher -> matcher.name().equals(Labels.NAME))
                            .findFirst();
            isKnown = name.isPresent();
            for (int i = 0; i < rules.size() && isKnown; i++) {
                if (yields(rules.get(i), name.get(), selector.matchers())) {
                    into.add(i);
                }
            }
        }
        for (Expr child : expr.children()) {
            isKnown &= collect(child, rules, into);
        }
        return isKnown;
    }

    private static boolean yields(Rule rule, Matcher name, List<Matcher> matchers) {
        return switch (rule) {
            case Rule.Recording recording -> name.matches(recording.name());
            case Rule.Alerting alerting ->
                    (name.matches(AlertSeries.ALERTS) || name.matches(AlertSeries.FOR_STATE))
                            && matchers.stream()
                                    .filter(
                                            matcher ->
                                                    matcher.name().equals(AlertSeries.ALERT_NAME))
                                    .allMatch(matcher -> matcher.matches(alerting.name()));
        };
    }

    /// Whether a rule may be evaluated at the same time as all others.
    public boolean isIndependent(int index) {
        return isKnown
                && uses.get(index).isEmpty()
                && uses.stream().noneMatch(used -> used.contains(index));
    }
}
