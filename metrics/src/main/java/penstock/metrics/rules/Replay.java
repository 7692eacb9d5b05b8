package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.script.MemorySeries;
import penstock.metrics.series.SeriesSource;

/// Runs rules over history, as if they had been there: which alerts would have fired, and the series of new rules for the time
/// before them. What the rules yield covers what history has of the same series.
public final class Replay {
    private final RuleEvaluator evaluator;
    private final Limits limits;
    private final Cancellation cancellation;

    /// @param cancellation ends the replay
    public Replay(RuleEvaluator evaluator, Limits limits, Cancellation cancellation) {
        this.evaluator = evaluator;
        this.limits = limits;
        this.cancellation = cancellation;
    }

    /// What one replay may use.
    ///
    /// @param evaluations of groups
    /// @param samples of rules, which are all in memory
    /// @param transitions of alerts that are told, others are only counted; as many failures are told
    public record Limits(long evaluations, long samples, int transitions) {
        public static final Limits DEFAULT = new Limits(1_000_000, 5_000_000, 10_000);
    }

    /// What came of it.
    ///
    /// @param transitions in the order of time
    /// @param failures of rules, each message of a rule once
    public record Report(
            long evaluations,
            long samples,
            List<Transition> transitions,
            long transitionCount,
            List<RuleEvaluator.Failure> failures) {
        public Report {
            transitions = List.copyOf(transitions);
            failures = List.copyOf(failures);
        }
    }

    /// A change of an alert's state.
    ///
    /// @param time milliseconds since 1970
    public record Transition(
            long time,
            String group,
            String rule,
            Labels labels,
            Alert.State from,
            Alert.State to) {}

    /// A group and when it is evaluated next.
    private static final class Running {
        private final RuleGroup group;
        private GroupState state;
        private long next;

        private Running(RuleGroup group, long start) {
            this.group = group;
            this.state = GroupState.initial(group, false);
            long slot = group.slotBefore(start);
            this.next = slot < start ? slot + group.interval() : slot;
        }
    }

    /// Times are milliseconds since 1970; the end is included.
    ///
    /// @param sink gets what the rules yield, in the order of time
    /// @throws IllegalArgumentException when it would take too long
    /// @throws QueryProblem when it was cancelled
    public Report run(
            List<RuleGroup> groups, SeriesSource history, PointSink sink, long start, long end) {
        requireFew(groups, start, end);
        var results = new MemorySeries();
        var memory = new MemorySink(results, limits.samples());
        var source = new LayeredSource(history, results);
        PointSink both =
                points -> {
                    Optional<String> problem = memory.write(points);
                    return problem.isPresent() ? problem : sink.write(points);
                };
        var running = new ArrayList<Running>();
        groups.forEach(group -> running.add(new Running(group, start)));
        var report = new Collected(limits.transitions());
        for (Running next = first(running);
                next != null && next.next <= end;
                next = first(running)) {
            if (cancellation.isCancelled()) {
                throw new QueryProblem(QueryProblem.Kind.CANCELLED, "replay was canceled");
            }
            GroupState before = next.state;
            RuleEvaluator.Evaluation evaluation =
                    evaluator.evaluate(next.group, before, source, both, next.next);
            next.state = evaluation.state();
            report.add(next.group, before, evaluation, next.next);
            next.next += next.group.interval();
        }
        return report.report();
    }

    private void requireFew(List<RuleGroup> groups, long start, long end) {
        double evaluations = 0;
        for (RuleGroup group : groups) {
            evaluations += (double) (end - start) / group.interval() + 1;
        }
        if (evaluations > limits.evaluations()) {
            throw new IllegalArgumentException(
                    "replay: %.0f evaluations (expected: at most %d; take a shorter time or fewer groups)"
                            .formatted(evaluations, limits.evaluations()));
        }
    }

    private static @Nullable Running first(List<Running> running) {
        @Nullable Running first = null;
        for (Running each : running) {
            if (first == null || each.next < first.next) {
                first = each;
            }
        }
        return first;
    }

    private static final class Collected {
        private final int most;
        private final List<Transition> transitions = new ArrayList<>();
        private final List<RuleEvaluator.Failure> failures = new ArrayList<>();
        private final Set<RuleEvaluator.Failure> told = new HashSet<>();
        private long evaluations;
        private long samples;
        private long count;

        private Collected(int most) {
            this.most = most;
        }

        private void add(
                RuleGroup group,
                GroupState before,
                RuleEvaluator.Evaluation evaluation,
                long time) {
            evaluations++;
            samples += evaluation.samples();
            for (RuleEvaluator.Failure failure : evaluation.failures()) {
                if (failures.size() < most && told.add(failure)) {
                    failures.add(failure);
                }
            }
            for (int i = 0; i < group.rules().size(); i++) {
                changes(group, i, before.rules().get(i), evaluation.state().rules().get(i), time);
            }
        }

        private void changes(
                RuleGroup group, int index, RuleState before, RuleState after, long time) {
            var labels = new TreeSet<>(before.alerts().keySet());
            labels.addAll(after.alerts().keySet());
            for (Labels each : labels) {
                Alert.State from = state(before, each);
                Alert.State to = state(after, each);
                if (from == to) {
                    continue;
                }
                count++;
                if (transitions.size() < most) {
                    String rule = group.rules().get(index).name();
                    transitions.add(new Transition(time, group.name(), rule, each, from, to));
                }
            }
        }

        private static Alert.State state(RuleState state, Labels labels) {
            Alert alert = state.alerts().get(labels);
            return alert == null ? Alert.State.INACTIVE : alert.state();
        }

        private Report report() {
            return new Report(evaluations, samples, transitions, count, failures);
        }
    }
}
