package penstock.metrics.promql;

import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.SeriesSource;

/// One query on its way: what it may use, what it has used, and what is to be said about its answer.
final class Execution {
    private final SeriesSource source;
    private final EngineOptions options;
    private final Grid grid;
    private final boolean isRange;
    private final Watch watch;
    private final Annotations annotations = new Annotations();
    private long samples;
    private long held;
    private long peak;

    /// Whether a query has to end.
    interface Watch {
        /// @throws QueryProblem when the query is cancelled or out of time
        void check(String where);
    }

    Execution(
            SeriesSource source, EngineOptions options, Grid grid, boolean isRange, Watch watch) {
        this.source = source;
        this.options = options;
        this.grid = grid;
        this.isRange = isRange;
        this.watch = watch;
    }

    SeriesSource source() {
        return source;
    }

    EngineOptions options() {
        return options;
    }

    EngineOptions.Traits traits() {
        return options.traits();
    }

    /// The times of the whole query.
    Grid grid() {
        return grid;
    }

    /// The step of the query in milliseconds; 0 when it is an instant query.
    long step() {
        return isRange ? grid.step() : 0;
    }

    /// The length of the query's range in milliseconds; 0 when it is an instant query.
    long range() {
        return grid.end() - grid.start();
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
    long offset(java.util.Optional<penstock.metrics.promql.syntax.DurationExpr> offset) {
        return offset.map(duration -> duration.millis(step(), range())).orElse(0L);
    }

    /// A range or step in milliseconds.
    long positive(penstock.metrics.promql.syntax.DurationExpr duration) {
        long millis = duration.millis(step(), range());
        if (millis <= 0) {
            throw new QueryProblem(
                    QueryProblem.Kind.EXECUTION, "duration must be greater than 0");
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
