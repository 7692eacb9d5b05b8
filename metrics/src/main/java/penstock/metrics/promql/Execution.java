package penstock.metrics.promql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import penstock.metrics.labels.Matcher;
import penstock.metrics.promql.syntax.DurationExpr;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;

/// One query on its way: what it may use, what it has used, and what is to be said about its answer.
final class Execution {
    private final SeriesSource source;
    private final EngineOptions options;
    private final Task task;
    private final Watch watch;
    private final Annotations annotations = new Annotations();
    private final Set<Expr> statistics;
    private long samples;
    private long held;
    private long peak;

    /// Whether a query has to end.
    interface Watch {
        /// @throws QueryProblem when the query is cancelled or out of time
        void check(String where);
    }

    /// What is evaluated, and when.
    ///
    /// @param grid the times of the whole query
    /// @param end the time that was asked for as its end, in milliseconds since 1970: the last step may come before it
    /// @param isRange whether it has a step
    record Task(Expr expr, Grid grid, long end, boolean isRange) {}

    Execution(SeriesSource source, EngineOptions options, Task task, Watch watch) {
        this.source = source;
        this.options = options;
        this.task = task;
        this.watch = watch;
        statistics = CounterHints.selectors(task.expr);
    }

    /// Reads the samples of a series that a selector chose.
    void read(Expr selector, Series series, Samples into, Grid.Range range) {
        check();
        into.clear();
        series.read(range.from(), range.to(), into);
        if (into.hasHistograms() && statistics.contains(selector)) {
            CounterHints.complete(into);
        }
    }

    /// The series that match and may have samples in a range.
    List<Series> select(long from, long to, List<Matcher> matchers) {
        List<Matcher> watched =
                matchers.stream().map(matcher -> matcher.watched(this::check)).toList();
        return source.select(from, to, watched);
    }

    EngineOptions options() {
        return options;
    }

    EngineOptions.Traits traits() {
        return options.traits();
    }

    /// Where the query starts, in milliseconds since 1970.
    long start() {
        return task.grid.start();
    }

    /// Where the query ends, in milliseconds since 1970.
    long end() {
        return task.end;
    }

    /// The step of the query in milliseconds; 0 when it is an instant query.
    long step() {
        return task.isRange ? task.grid.step() : 0;
    }

    /// The length of the query's range in milliseconds; 0 when it is an instant query.
    long range() {
        return end() - start();
    }

    void note(Annotation annotation) {
        annotations.add(annotation);
    }

    Annotations annotations() {
        return annotations;
    }

    void check() {
        watch.check("expression evaluation");
    }

    /// Counts samples that were looked at.
    void looked(long more) {
        samples += more;
    }

    /// Counts values that are kept in memory.
    void hold(long more) {
        held += more;
        peak(held);
    }

    void release(long fewer) {
        held -= fewer;
    }

    long held() {
        return held;
    }

    /// Counts values that are in memory for a moment.
    void use(long more) {
        peak(held + more);
    }

    private void peak(long now) {
        peak = Math.max(peak, now);
        if (now > options.limits().samples()) {
            throw QueryProblem.execution(
                    "query processing would load too many samples into memory in query execution");
        }
    }

    QueryResult.Statistics statistics() {
        return new QueryResult.Statistics(samples, peak);
    }

    /// An offset in milliseconds; it may be negative.
    long offset(Optional<DurationExpr> offset) {
        return offset.map(duration -> duration.millis(step(), range())).orElse(0L);
    }

    /// A range or step in milliseconds.
    long positive(DurationExpr duration) {
        long millis = duration.millis(step(), range());
        if (millis <= 0) {
            throw new QueryProblem(QueryProblem.Kind.EXECUTION, "duration must be greater than 0");
        }
        return millis;
    }

    static Expr unwrapped(Expr expr) {
        Expr inner = expr;
        while (inner instanceof Expr.Paren paren) {
            inner = paren.expr();
        }
        return inner;
    }
}
