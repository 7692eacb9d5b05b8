package penstock.server.rules;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.telemetry.Figures;
import penstock.capabilities.telemetry.Meaning;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.rules.RuleEvaluator;
import penstock.metrics.rules.RuleGroup;
import penstock.metrics.rules.RuleSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.server.logging.LogKeys;

/// Evaluates the rules of this server's files on time, and goes with the files.
public final class Rules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rules.class);

    /// Groups that are evaluated at the same time; the server's processors are for more than rules.
    private static final int WORKERS = 2;

    private static final Duration LOOK = Duration.ofMillis(500);

    private static final long PATIENCE_MILLIS = 1000;

    /// Characters of the alerts of all groups.
    private static final int MAX_TEXTS = 1 << 24;

    private final Supplier<Optional<TimeSeriesStore>> store;
    private final RuleSetup setup;
    private final Engine engine;
    private final Cancellation cancellation;
    private final RuleBook book;
    private final Schedule schedule;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// By file and name.
    private volatile Map<List<String>, RunningGroup> groups = Map.of();

    private Rules(
            Supplier<Optional<TimeSeriesStore>> store,
            RuleSetup setup,
            RuleBook book,
            InstantSource clock) {
        this.store = store;
        this.cancellation = new Cancellation();
        this.setup = setup;
        this.engine = setup.engine(WORKERS);
        this.book = book;
        this.schedule = new Schedule(clock, PATIENCE_MILLIS);
    }

    /// Reads the files and begins to evaluate.
    ///
    /// @param store empty while it is not open; evaluations are missed then
    public static Rules start(
            Supplier<Optional<TimeSeriesStore>> store, RuleSetup setup, InstantSource clock) {
        var book = new RuleBook(new RuleFiles(setup.folder(), setup.patterns()), setup.options());
        var rules = new Rules(store, setup, book, clock);
        rules.look(true);
        for (int i = 1; i <= WORKERS; i++) {
            rules.thread("rules-" + i, rules::work);
        }
        rules.thread("rule-files", rules::watch);
        return rules;
    }

    private void thread(String name, Runnable work) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(work));
    }

    /// The groups, sorted by file and name.
    public List<EvaluatedGroup> groups() {
        return groups.values().stream()
                .map(RunningGroup::seen)
                .sorted(
                        Comparator.comparing((EvaluatedGroup each) -> each.group().file())
                                .thenComparing(each -> each.group().name()))
                .toList();
    }

    /// What does not work, a sentence each.
    public List<String> impaired() {
        return book.conditions();
    }

    /// How the evaluations are doing.
    public void tell(Figures figures) {
        figures.gauge(
                Labels.of(Labels.NAME, Meaning.RULE_FILES_REFUSED, "job", "penstock"),
                book.refused());
        groups.forEach(
                (key, group) -> {
                    var labels = Labels.of("job", "penstock", "rule_group", String.join(";", key));
                    figures.counter(
                            labels.with(Labels.NAME, Meaning.RULE_EVALUATIONS),
                            group.evaluations());
                    figures.counter(
                            labels.with(Labels.NAME, Meaning.RULE_FAILURES), group.failures());
                    figures.counter(labels.with(Labels.NAME, Meaning.RULE_MISSED), group.missed());
                    figures.gauge(
                            labels.with(Labels.NAME, Meaning.RULE_DURATION), group.lastSeconds());
                });
    }

    private static List<String> key(RuleGroup group) {
        return List.of(group.file(), group.name());
    }

    private void watch() {
        while (!isEndWithin(LOOK)) {
            try {
                look(false);
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).log("rule files not looked at, will try again");
            }
        }
    }

    private void look(boolean isFirst) {
        var before = book.conditions();
        boolean mayDiffer = book.look(isFirst);
        if (!before.equals(book.conditions())) {
            book.conditions()
                    .forEach(
                            condition ->
                                    LOG.atWarn()
                                            .addKeyValue(LogKeys.CAUSE, condition)
                                            .log("rules impaired"));
        }
        if (mayDiffer) {
            take(book.groups());
        }
    }

    private void take(List<RuleGroup> wanted) {
        var known = groups;
        var now = new HashMap<List<String>, RunningGroup>();
        int changed = 0;
        for (var group : wanted) {
            var running = known.get(key(group));
            if (running == null) {
                running = new RunningGroup(group);
                changed++;
            } else if (!running.group().equals(group)) {
                running.become(group);
                changed++;
            }
            now.put(key(group), running);
        }
        var gone = new ArrayList<RunningGroup>();
        known.forEach(
                (key, running) -> {
                    if (!now.containsKey(key)) {
                        gone.add(running);
                    }
                });
        groups = Map.copyOf(now);
        schedule.of(now.values(), gone);
        if (changed + gone.size() > 0) {
            LOG.atInfo()
                    .addKeyValue("groups", now.size())
                    .addKeyValue("changed", changed)
                    .addKeyValue("gone", gone.size())
                    .log("rules loaded");
        }
    }

    private void work() {
        while (end.getCount() > 0) {
            try {
                var turn = schedule.next();
                if (turn.isPresent()) {
                    evaluate(turn.get());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Not even the failure could be taken note of.
                if (isEndWithin(LOOK)) {
                    return;
                }
            }
        }
    }

    private void evaluate(Schedule.Turn turn) {
        var group = turn.group();
        try {
            group.miss(turn.missed());
            var open = store.get();
            if (open.isEmpty()) {
                group.miss(1);
            } else {
                group.evaluate(evaluator(group), open.get(), turn.time());
            }
        } catch (RuntimeException | Error e) {
            group.broke(e);
        } finally {
            schedule.done(group);
        }
    }

    /// With what the other groups leave.
    private RuleEvaluator evaluator(RunningGroup group) {
        long results = group.results();
        long texts = group.texts();
        for (var each : groups.values()) {
            results -= each.results();
            texts -= each.texts();
        }
        var most = setup.settings().limits();
        var left =
                new RuleSettings.Limits(
                        Math.clamp(setup.results() + results, 1, most.results()),
                        Math.clamp(MAX_TEXTS + texts, 1, most.texts()),
                        most.templates());
        return new RuleEvaluator(engine, setup.settings().withLimits(left), cancellation);
    }

    private boolean isEndWithin(Duration time) {
        try {
            return end.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Ends what is under way; series of rules are not ended, since the next process goes on with them.
    @Override
    public void close() {
        end.countDown();
        cancellation.cancel();
        schedule.close();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
