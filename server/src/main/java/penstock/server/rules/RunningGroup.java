package penstock.server.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.metrics.rules.GroupState;
import penstock.metrics.rules.RuleEvaluator;
import penstock.metrics.rules.RuleGroup;
import penstock.metrics.rules.RuleState;
import penstock.metrics.rules.StoreSink;
import penstock.metrics.store.TimeSeriesStore;
import penstock.server.logging.LogKeys;

/// A group that is evaluated again and again, never twice at once.
final class RunningGroup {
    private static final Logger LOG = LoggerFactory.getLogger(RunningGroup.class);

    /// What is known between evaluations, as one.
    private record Known(
            RuleGroup group, GroupState state, List<Long> nanos, long evaluated, long took) {}

    private final ReentrantLock evaluating = new ReentrantLock();
    private volatile Known known;
    private volatile RuleGroup wanted;
    private final AtomicLong evaluations = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private volatile long results;
    private volatile long texts;
    private boolean isFailing;

    RunningGroup(RuleGroup group) {
        wanted = group;
        // What an earlier process knew is taken up; there is nothing to take up otherwise.
        known =
                new Known(
                        group, GroupState.initial(group, true), List.of(), EvaluatedGroup.NEVER, 0);
    }

    RuleGroup group() {
        return wanted;
    }

    /// Goes on with other rules: at once, or after the evaluation that is under way.
    void become(RuleGroup group) {
        wanted = group;
        if (evaluating.tryLock()) {
            try {
                change();
            } finally {
                evaluating.unlock();
            }
        }
    }

    private void change() {
        var before = known;
        var after = wanted;
        if (!before.group.equals(after)) {
            var state = before.state.carriedOver(before.group, after);
            known = new Known(after, state, List.of(), before.evaluated, before.took);
        }
    }

    void miss(long count) {
        missed.addAndGet(count);
    }

    /// @param time milliseconds since 1970
    void evaluate(RuleEvaluator evaluator, TimeSeriesStore store, long time) {
        evaluating.lock();
        try {
            change();
            var before = known;
            var group = before.group;
            long began = System.nanoTime();
            var sink = new StoreSink(store, "rules of " + group.file() + ";" + group.name());
            var evaluation = evaluator.evaluate(group, before.state, store, sink, time);
            long took = System.nanoTime() - began;
            known = new Known(group, evaluation.state(), evaluation.nanos(), time, took);
            evaluations.addAndGet(group.rules().size());
            failures.addAndGet(evaluation.failures().size());
            results = evaluation.state().results();
            texts = evaluation.state().texts();
            tell(evaluation);
            change();
        } finally {
            evaluating.unlock();
        }
    }

    /// The first of a row of failures; all are in the API.
    private void tell(RuleEvaluator.Evaluation evaluation) {
        var notes = new ArrayList<String>();
        evaluation.failures().forEach(failure -> notes.add(failure.toString()));
        notes.addAll(evaluation.notes());
        if (!notes.isEmpty() && !isFailing) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.PATH, known.group.file())
                    .addKeyValue(LogKeys.CAUSE, notes.getFirst())
                    .addKeyValue("count", notes.size())
                    .log("rules not evaluated as they should");
        }
        isFailing = !notes.isEmpty();
    }

    /// The evaluation itself broke; its rules count as failed.
    void broke(@Nullable Throwable why) {
        evaluations.addAndGet(known.group.rules().size());
        failures.addAndGet(known.group.rules().size());
        if (!isFailing) {
            LOG.atError()
                    .setCause(why)
                    .addKeyValue(LogKeys.PATH, known.group.file())
                    .log("rules not evaluated");
        }
        isFailing = true;
    }

    EvaluatedGroup seen() {
        var now = known;
        var rules = new ArrayList<EvaluatedGroup.EvaluatedRule>();
        for (int i = 0; i < now.group.rules().size(); i++) {
            RuleState state = now.state.rules().get(i);
            double seconds = i < now.nanos.size() ? now.nanos.get(i) / 1e9 : 0;
            rules.add(new EvaluatedGroup.EvaluatedRule(now.group.rules().get(i), state, seconds));
        }
        return new EvaluatedGroup(now.group, rules, now.evaluated, now.took / 1e9);
    }

    /// How many series and alerts are kept of it.
    long results() {
        return results;
    }

    /// Characters of its alerts.
    long texts() {
        return texts;
    }

    long evaluations() {
        return evaluations.get();
    }

    long failures() {
        return failures.get();
    }

    long missed() {
        return missed.get();
    }

    double lastSeconds() {
        return known.took / 1e9;
    }
}
