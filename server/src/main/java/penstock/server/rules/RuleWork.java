package penstock.server.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.rules.Alert;
import penstock.metrics.rules.Point;
import penstock.metrics.rules.Replay;
import penstock.metrics.rules.RuleEvaluator;
import penstock.metrics.rules.RuleGroup;
import penstock.metrics.rules.RuleTestFile;
import penstock.metrics.rules.RuleTestRunner;
import penstock.metrics.store.TimeSeriesStore;
import penstock.model.Problem;
import penstock.model.ProblemException;

/// What can be done with rules that are not in force: check, test and replay them. One test or replay at a time, since each may
/// take much memory.
public final class RuleWork {
    /// Of a replay: evaluations of groups and changes of alerts.
    private static final int MAX_EVALUATIONS = 1_000_000;

    private static final int MAX_CHANGES = 10_000;
    private static final int MAX_SAMPLES = 500_000;

    private final Supplier<Optional<TimeSeriesStore>> store;
    private final RuleSetup setup;
    private final Semaphore place = new Semaphore(1);

    /// @param store empty while it is not open
    public RuleWork(Supplier<Optional<TimeSeriesStore>> store, RuleSetup setup) {
        this.store = store;
        this.setup = setup;
    }

    /// A file as a user sent it.
    public record Sent(String name, String text) {}

    /// What became of a rule file.
    public record Checked(String name, RuleText content) {}

    public List<Checked> check(List<Sent> files) {
        return files.stream()
                .map(
                        file ->
                                new Checked(
                                        file.name(),
                                        RuleText.read(file.name(), file.text(), setup.options())))
                .toList();
    }

    private List<RuleGroup> groups(List<Sent> files, List<Checked> wrong) {
        var groups = new ArrayList<RuleGroup>();
        for (var checked : check(files)) {
            groups.addAll(checked.content().groups());
            if (!checked.content().faults().isEmpty()) {
                wrong.add(checked);
            }
        }
        return groups;
    }

    /// What came of unit tests.
    ///
    /// @param wrong files with faults; none of the tests was run if there are any
    public record Tested(List<Checked> wrong, List<RuleTestRunner.Result> results) {}

    /// @param files the rule files that the tests name
    public Tested test(Sent tests, List<Sent> files, Cancellation cancellation) {
        var wrong = new ArrayList<Checked>();
        var groups = groups(files, wrong);
        var tree = Tree.read(tests.text());
        var file = RuleTestFile.read(tree.plain());
        var faults = new ArrayList<>(tree.faults());
        faults.addAll(tree.faults(file.mistakes()));
        if (!faults.isEmpty()) {
            wrong.addFirst(new Checked(tests.name(), new RuleText(List.of(), faults)));
        }
        if (!wrong.isEmpty()) {
            return new Tested(wrong, List.of());
        }
        enter();
        try {
            var runner = new RuleTestRunner(file, groups, setup.queries(), cancellation);
            return new Tested(List.of(), runner.run());
        } finally {
            place.release();
        }
    }

    private void enter() {
        if (!place.tryAcquire()) {
            throw new ProblemException(
                    new Problem.Unavailable(
                            "Another test or replay of rules is under way. Try again when it is over."));
        }
    }

    /// What rules would have done.
    ///
    /// @param wrong files with faults; nothing was replayed if there are any
    public record Replayed(
            List<Checked> wrong,
            Optional<Replay.Report> report,
            List<AlertHistory> alerts,
            Map<String, Yield> recorded) {}

    /// What a recording rule's name would have had.
    public record Yield(long samples, int series) {}

    /// Times at which an alert would have been in a state.
    public record AlertHistory(String group, String alert, Labels labels, List<Span> spans) {}

    /// @param to milliseconds since 1970; absent when it lasts until the end
    public record Span(Alert.State state, long from, Optional<Long> to) {}

    /// @param start milliseconds since 1970, as is the end, which is included
    public Replayed replay(List<Sent> files, long start, long end, Cancellation cancellation) {
        var wrong = new ArrayList<Checked>();
        var groups = groups(files, wrong);
        if (!wrong.isEmpty()) {
            return new Replayed(wrong, Optional.empty(), List.of(), Map.of());
        }
        var history =
                store.get()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                new Problem.Unavailable(
                                                        "The store of metrics is not open.")));
        enter();
        try {
            var recorded = new Recorded();
            var evaluator = new RuleEvaluator(setup.engine(1), setup.settings(), cancellation);
            var limits = new Replay.Limits(MAX_EVALUATIONS, MAX_SAMPLES, MAX_CHANGES);
            var report =
                    new Replay(evaluator, limits, cancellation)
                            .run(groups, history, recorded::write, start, end);
            return new Replayed(
                    List.of(), Optional.of(report), histories(report), recorded.yields());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.Invalid.at("", "", String.valueOf(e.getMessage())), e);
        } catch (QueryProblem e) {
            throw new ProblemException(
                    new Problem.Unavailable("The replay was ended: " + e.getMessage() + "."), e);
        } finally {
            place.release();
        }
    }

    /// Counts what is recorded, by name.
    private static final class Recorded {
        private final Map<String, Set<Labels>> series = new TreeMap<>();
        private final Map<String, Long> samples = new TreeMap<>();

        private Optional<String> write(List<Point> points) {
            for (var point : points) {
                var name = point.labels().metricName();
                boolean isOfAlert = name.equals("ALERTS") || name.equals("ALERTS_FOR_STATE");
                if (!isOfAlert && !penstock.metrics.series.Samples.isStale(point.value())) {
                    series.computeIfAbsent(name, _ -> new HashSet<>()).add(point.labels());
                    samples.merge(name, 1L, Long::sum);
                }
            }
            return Optional.empty();
        }

        private Map<String, Yield> yields() {
            var yields = new TreeMap<String, Yield>();
            samples.forEach(
                    (name, count) ->
                            yields.put(
                                    name,
                                    new Yield(count, series.getOrDefault(name, Set.of()).size())));
            return yields;
        }
    }

    private static List<AlertHistory> histories(Replay.Report report) {
        record Key(String group, String alert, Labels labels) {}
        var spans = new LinkedHashMap<Key, List<Span>>();
        for (var change : report.transitions()) {
            var of =
                    spans.computeIfAbsent(
                            new Key(change.group(), change.rule(), change.labels()),
                            _ -> new ArrayList<>());
            if (change.from() != Alert.State.INACTIVE && !of.isEmpty()) {
                var open = of.removeLast();
                of.add(new Span(open.state(), open.from(), Optional.of(change.time())));
            }
            if (change.to() != Alert.State.INACTIVE) {
                of.add(new Span(change.to(), change.time(), Optional.empty()));
            }
        }
        return spans.entrySet().stream()
                .map(
                        entry ->
                                new AlertHistory(
                                        entry.getKey().group,
                                        entry.getKey().alert,
                                        entry.getKey().labels,
                                        entry.getValue()))
                .sorted(
                        Comparator.comparing(AlertHistory::group)
                                .thenComparing(AlertHistory::alert)
                                .thenComparing(AlertHistory::labels))
                .toList();
    }
}
