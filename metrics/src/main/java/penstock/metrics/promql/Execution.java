package penstock.metrics.promql;

import java.util.ArrayList;
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
    /// What a value takes in memory.
    static final int VALUE_BYTES = 8;

    /// The first part of a series that is read, in milliseconds; the others are as long as makes them neither small nor large.
    private static final long FIRST_SLICE = 2 * 3_600_000;

    private static final long LARGE_SLICE = 1 << 20;

    /// How many series are found before it is asked whether that is too many.
    private static final int BETWEEN_CHECKS = 1000;

    private final SeriesSource source;
    private final EngineOptions options;
    private final Task task;
    private final Watch watch;
    private final Annotations annotations = new Annotations();
    private final Set<Expr> statistics;
    private long samples;
    private long held;
    private long buffered;
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

    /// Reads the samples of a series that a selector chose: bit by bit, so that what is too much is noticed before it is in memory.
    /// What was read into the same samples before is forgotten.
    void read(Expr selector, Series series, Samples into, Grid.Range range) {
        into.clear();
        long slice = FIRST_SLICE;
        long from = range.from();
        while (from <= range.to()) {
            check();
            long to = slice > range.to() - from ? range.to() : from + slice - 1;
            long before = into.bytes();
            series.read(from, to, into);
            // once more for what is made of histograms, and for the arrays they are sorted into
            buffer((into.hasHistograms() ? 2 : 1) * into.bytes() / VALUE_BYTES);
            long more = into.bytes() - before;
            slice = more > LARGE_SLICE ? Math.max(1, slice / 2) : slice;
            slice = more < LARGE_SLICE / 4 && slice < Long.MAX_VALUE / 4 ? 2 * slice : slice;
            if (to == range.to()) {
                break;
            }
            from = to + 1;
        }
        if (into.hasHistograms() && statistics.contains(selector)) {
            CounterHints.complete(into);
        }
    }

    /// The series that match and may have samples in a range.
    List<Series> select(long from, long to, List<Matcher> matchers) {
        List<Matcher> watched =
                matchers.stream().map(matcher -> matcher.watched(this::check)).toList();
        var found = new ArrayList<Series>();
        source.visit(
                from,
                to,
                watched,
                series -> {
                    found.add(series);
                    if (found.size() % BETWEEN_CHECKS == 0) {
                        check();
                        use(Row.OVERHEAD * found.size());
                    }
                    return true;
                });
        use(Row.OVERHEAD * found.size());
        return found;
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

    /// Counts values, of eight bytes each, that are kept in memory from now on.
    void hold(long more) {
        held += more;
        peak(held + buffered);
    }

    void release(long fewer) {
        held -= fewer;
    }

    long held() {
        return held;
    }

    /// Forgets what came to be held or buffered since there were so many values.
    void settle(long before) {
        held = before;
        buffered = 0;
    }

    /// Counts the values of the series that is looked at, of which there is one at a time.
    void buffer(long now) {
        buffered = now;
        peak(held + buffered);
    }

    /// Counts values that are in memory for a moment.
    void use(long more) {
        peak(held + buffered + more);
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
