package penstock.metrics.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Literals;
import penstock.metrics.script.MemorySeries;

/// Runs unit tests of rules as promtool does: rules are evaluated over series that the test gives, alerts are compared as they
/// go, and queries at the end.
public final class RuleTestRunner {
    /// A test of a year every minute has half a million.
    private static final long MAX_EVALUATIONS = 10_000_000;

    private static final long MAX_SAMPLES = 1_000_000;

    /// Of all tests; more say nothing new.
    private static final int MAX_FAILURES = 1000;

    private final RuleTestFile file;
    private final List<RuleGroup> groups;
    private final Engine engine;
    private final Cancellation cancellation;

    /// @param groups of the files that are tested, in their order
    /// @param cancellation ends the tests
    public RuleTestRunner(
            RuleTestFile file,
            List<RuleGroup> groups,
            EngineOptions options,
            Cancellation cancellation) {
        if (!file.mistakes().isEmpty()) {
            throw new IllegalArgumentException("file: " + file.mistakes() + " (expected: none)");
        }
        this.file = file;
        var ordered = new ArrayList<>(groups);
        ordered.sort(
                Comparator.comparingInt(
                        group -> Math.max(0, file.groupOrder().indexOf(group.name()))));
        this.groups = List.copyOf(ordered);
        this.cancellation = cancellation;
        engine = new Engine(options.withSubqueryStep(Duration.ofMillis(file.interval())));
    }

    /// @param name of the test; may be empty
    /// @param failures none when it passes
    public record Result(String name, List<TestFailure> failures) {
        public Result {
            failures = List.copyOf(failures);
        }
    }

    /// The result of each test; of no use when it was cancelled. After very many failures the other tests are not run.
    public List<Result> run() {
        var results = new ArrayList<Result>();
        int failures = 0;
        for (RuleTestFile.Test test : file.tests()) {
            var result =
                    failures < MAX_FAILURES
                            ? new Run(test, MAX_FAILURES - failures).failures()
                            : List.<TestFailure>of(
                                    new TestFailure.Broken(
                                            "test", 0, "not run after so many failures"));
            failures += result.size();
            results.add(new Result(test.name(), result));
        }
        return results;
    }

    /// One run of a test.
    private final class Run {
        private final RuleTestFile.Test test;
        private final MemorySeries series = new MemorySeries();
        private final PointSink sink = new MemorySink(series, MAX_SAMPLES);
        private final RuleEvaluator evaluator;
        private final List<GroupState> states = new ArrayList<>();
        private final TestFeed feed;
        private final TestComparison comparison = new TestComparison(file.isFuzzy());
        private final List<TestFailure> failures = new ArrayList<>();

        private final int most;

        private Run(RuleTestFile.Test test, int most) {
            this.test = test;
            this.most = most;
            evaluator =
                    new RuleEvaluator(
                            engine,
                            RuleSettings.DEFAULT.withExternal(
                                    test.external().labels(), test.external().url()),
                            cancellation);
            groups.forEach(group -> states.add(GroupState.initial(group, false)));
            feed = new TestFeed(test, series);
        }

        private List<TestFailure> failures() {
            long last = lastTime();
            if (last / file.interval() > MAX_EVALUATIONS) {
                failures.add(
                        new TestFailure.Broken(
                                "test",
                                last,
                                "more than "
                                        + MAX_EVALUATIONS
                                        + " evaluations (expected: an earlier eval_time or a longer"
                                        + " evaluation_interval)"));
                return failures;
            }
            for (long after = 0; after <= last; after += file.interval()) {
                if (cancellation.isCancelled() || failures.size() >= most) {
                    return failures;
                }
                feed.addUntil(test.start() + after);
                if (!evaluate(after)) {
                    return failures;
                }
                checkAlerts(after);
            }
            for (RuleTestFile.Query query : test.expectations().queries()) {
                if (failures.size() < most) {
                    checkQuery(query);
                }
            }
            return failures;
        }

        private long lastTime() {
            long last = 0;
            for (RuleTestFile.Alerts alerts : test.expectations().alerts()) {
                last = Math.max(last, alerts.time());
            }
            for (RuleTestFile.Query query : test.expectations().queries()) {
                last = Math.max(last, query.time());
            }
            return last;
        }

        /// Whether all rules could be evaluated.
        private boolean evaluate(long after) {
            boolean isGood = true;
            for (int i = 0; i < groups.size(); i++) {
                RuleEvaluator.Evaluation evaluation =
                        evaluator.evaluate(
                                groups.get(i), states.get(i), series, sink, test.start() + after);
                states.set(i, evaluation.state());
                for (RuleEvaluator.Failure failure : evaluation.failures()) {
                    isGood = false;
                    failures.add(
                            new TestFailure.Broken(
                                    "rule " + failure.rule(), after, failure.message()));
                }
            }
            return isGood;
        }

        /// Of the times until the next evaluation.
        private void checkAlerts(long after) {
            for (RuleTestFile.Alerts expected : test.expectations().alerts()) {
                boolean isNow =
                        expected.time() >= after && expected.time() < after + file.interval();
                if (isNow) {
                    comparison.alerts(expected, firing(expected.alert())).ifPresent(failures::add);
                }
            }
        }

        private List<Alert> firing(String name) {
            var firing = new ArrayList<Alert>();
            for (int i = 0; i < groups.size(); i++) {
                List<Rule> rules = groups.get(i).rules();
                for (int j = 0; j < rules.size(); j++) {
                    if (rules.get(j) instanceof Rule.Alerting rule && rule.name().equals(name)) {
                        states.get(i).rules().get(j).active().stream()
                                .filter(alert -> alert.state() == Alert.State.FIRING)
                                .forEach(firing::add);
                    }
                }
            }
            return firing;
        }

        private void checkQuery(RuleTestFile.Query query) {
            List<QueryValue.Sample> got;
            try {
                QueryValue value =
                        engine.instant(series, query.query(), test.start() + query.time()).value();
                got = RuleMoment.samples(value);
            } catch (QueryProblem e) {
                failures.add(
                        new TestFailure.Broken(
                                "expr \"" + query.query() + "\"",
                                query.time(),
                                String.valueOf(e.getMessage())));
                return;
            }
            comparison.samples(query, got).ifPresent(failures::add);
        }
    }

    static String shown(long millis) {
        return Literals.durationText(millis / 1000.0);
    }
}
