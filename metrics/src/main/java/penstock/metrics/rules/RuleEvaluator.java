package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.series.SeriesSource;

/// Evaluates groups of rules. It keeps nothing: an evaluation makes a new state from the one before, the series and the time.
public final class RuleEvaluator {
    /// Series that a rule still remembers to end though writing fails again and again, besides twice as many as it has now.
    private static final int KEPT = 1000;

    private final RuleMoment.Setting setting;

    /// @param cancellation ends the queries, so that their rules fail; nothing is then written or ended by them
    public RuleEvaluator(Engine engine, RuleSettings settings, Cancellation cancellation) {
        this.setting = new RuleMoment.Setting(engine, settings, cancellation);
    }

    /// What came of an evaluation.
    ///
    /// @param samples that rules yielded
    /// @param failures of rules, whose results were left out
    /// @param notes about templates that failed; their alerts are there
    /// @param nanos how long each rule took
    public record Evaluation(
            GroupState state,
            int samples,
            List<Failure> failures,
            List<String> notes,
            List<Long> nanos) {
        public Evaluation {
            failures = List.copyOf(failures);
            notes = List.copyOf(notes);
            nanos = List.copyOf(nanos);
        }
    }

    /// @param index of the rule in its group
    public record Failure(String group, int index, String rule, String message) {
        @Override
        public String toString() {
            return "group \"%s\", rule %d, \"%s\": %s".formatted(group, index + 1, rule, message);
        }
    }

    /// Evaluates the rules in their order; each sees what those before it wrote.
    ///
    /// @param source what the queries ask, in which what goes into the sink is found
    /// @param time milliseconds since 1970
    public Evaluation evaluate(
            RuleGroup group, GroupState state, SeriesSource source, PointSink sink, long time) {
        long queryTime = time - group.queryOffset().orElse(setting.settings().queryOffset());
        var failures = new ArrayList<Failure>();
        var notes = new ArrayList<String>();
        var nanos = new ArrayList<Long>();
        var rules = new ArrayList<RuleState>(state.rules().size());
        var room = new Room(setting.settings().limits());
        int samples = 0;
        for (int i = 0; i < group.rules().size(); i++) {
            long began = System.nanoTime();
            long end = began + setting.engine().options().limits().timeout().toNanos();
            var moment = new RuleMoment(setting, source, time, queryTime, end, room);
            Rule rule = group.rules().get(i);
            RuleOutcome outcome = outcome(group, rule, state.rules().get(i), moment);
            notes.addAll(outcome.notes());
            RuleState after = outcome.state();
            if (after.health() == RuleState.Health.GOOD) {
                samples += outcome.points().size();
                after = written(outcome, sink, queryTime);
            }
            if (after.health() == RuleState.Health.BAD) {
                failures.add(new Failure(group.name(), i, rule.name(), after.problem()));
            }
            rules.add(after);
            room.takeResults(after.results());
            nanos.add(System.nanoTime() - began);
        }
        GroupState now = endLeftovers(state.with(rules), sink, queryTime);
        return new Evaluation(restored(group, now, source, time), samples, failures, notes, nanos);
    }

    /// A rule that fails, for whatever reason, harms no other.
    private static RuleOutcome outcome(
            RuleGroup group, Rule rule, RuleState state, RuleMoment moment) {
        int limit = moment.room().results(group);
        try {
            return switch (rule) {
                case Rule.Recording recording ->
                        RecordingEvaluation.outcome(recording, state, moment, limit);
                case Rule.Alerting alerting ->
                        new AlertingEvaluation(alerting, moment).outcome(state, limit);
            };
        } catch (QueryProblem e) {
            return RuleOutcome.failed(state.failed(String.valueOf(e.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
            return RuleOutcome.failed(state.failed("internal error: " + e));
        }
    }

    /// Writes what a rule yields, and ends the series that it no longer does.
    private static RuleState written(RuleOutcome outcome, PointSink sink, long time) {
        var points = new ArrayList<>(outcome.points());
        Set<Labels> series = new HashSet<>();
        points.forEach(point -> series.add(point.labels()));
        for (Labels before : outcome.state().written()) {
            if (!series.contains(before)) {
                points.add(Point.stale(before, time));
            }
        }
        Optional<String> problem = points.isEmpty() ? Optional.empty() : sink.write(points);
        if (problem.isEmpty()) {
            return outcome.state().wrote(series);
        }
        // What was there before may still have to be ended, unless it becomes ever more.
        if (outcome.state().written().size() <= 2 * series.size() + KEPT) {
            series.addAll(outcome.state().written());
        }
        return outcome.state().wrote(series).failed(problem.get());
    }

    private static GroupState endLeftovers(GroupState state, PointSink sink, long time) {
        if (state.leftovers().isEmpty()) {
            return state;
        }
        var written = new HashSet<Labels>();
        state.rules().forEach(rule -> written.addAll(rule.written()));
        var points = new ArrayList<Point>();
        for (Labels series : state.leftovers()) {
            if (!written.contains(series)) {
                points.add(Point.stale(series, time));
            }
        }
        boolean isDone = points.isEmpty() || sink.write(points).isEmpty();
        return isDone ? new GroupState(state.rules(), Set.of(), state.untilRestore()) : state;
    }

    private GroupState restored(RuleGroup group, GroupState state, SeriesSource source, long time) {
        if (state.untilRestore() == 0) {
            return state;
        }
        int left = state.untilRestore() - 1;
        var counted = new GroupState(state.rules(), state.leftovers(), left);
        return left == 0
                ? new Restoration(setting.settings(), source, time).restored(group, counted)
                : counted;
    }
}
