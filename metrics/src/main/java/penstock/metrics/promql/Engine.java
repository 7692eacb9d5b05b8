package penstock.metrics.promql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.promql.QueryProblem.Kind;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.promql.syntax.Parser;
import penstock.metrics.promql.syntax.SyntaxProblem;
import penstock.metrics.promql.syntax.ValueType;
import penstock.metrics.series.SeriesSource;

/// Answers queries. Safe for many threads at once; a query runs on the thread that asks it.
public final class Engine {
    private final EngineOptions options;
    private final LongSupplier nanos;
    private final Semaphore places;

    public Engine(EngineOptions options) {
        this(options, System::nanoTime);
    }

    /// @param nanos a clock that only goes forward, in nanoseconds
    Engine(EngineOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
        places = new Semaphore(options.limits().concurrent(), true);
    }

    public EngineOptions options() {
        return options;
    }

    /// A query as text or as a tree that was read before.
    ///
    /// @param timeout at most, if it is less than the engine's
    /// @param lookback instead of the engine's
    public record Request(
            SeriesSource source,
            Expr expr,
            Duration timeout,
            Duration lookback,
            Cancellation cancellation) {}

    /// @throws QueryProblem when the text is no query
    public Expr parse(String query) {
        try {
            return Parser.parse(query, options.language());
        } catch (SyntaxProblem e) {
            throw new QueryProblem(Kind.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }

    /// With the engine's timeout and lookback.
    public Request request(SeriesSource source, Expr expr) {
        return new Request(
                source, expr, options.limits().timeout(), options.lookback(), new Cancellation());
    }

    /// @param time milliseconds since 1970
    /// @throws QueryProblem when there is no answer
    public QueryResult instant(SeriesSource source, String query, long time) {
        return instant(request(source, parse(query)), time);
    }

    /// @param time milliseconds since 1970
    /// @throws QueryProblem when there is no answer
    public QueryResult instant(SeriesSource source, Expr expr, long time) {
        return instant(request(source, expr), time);
    }

    /// @param start milliseconds since 1970, as is the end, which is included
    /// @param step in milliseconds
    /// @throws QueryProblem when there is no answer
    public QueryResult range(SeriesSource source, String query, long start, long end, long step) {
        return range(request(source, parse(query)), start, end, step);
    }

    /// @param start milliseconds since 1970, as is the end, which is included
    /// @param step in milliseconds
    /// @throws QueryProblem when there is no answer
    public QueryResult range(SeriesSource source, Expr expr, long start, long end, long step) {
        return range(request(source, expr), start, end, step);
    }

    /// @param time milliseconds since 1970
    /// @throws QueryProblem when there is no answer
    public QueryResult instant(Request request, long time) {
        var grid = Grid.at(time);
        var task = new Execution.Task(request.expr, grid, time, false);
        return run(request, task, evaluator -> instantValue(evaluator, request.expr, grid));
    }

    /// @param start milliseconds since 1970, as is the end, which is included
    /// @param step in milliseconds
    /// @throws QueryProblem when there is no answer
    public QueryResult range(Request request, long start, long end, long step) {
        if (step <= 0) {
            throw new QueryProblem(
                    Kind.BAD_DATA,
                    "zero or negative query resolution step widths are not accepted. Try a"
                            + " positive integer");
        }
        if (end > start && (end - start) / step > options.limits().points()) {
            throw new QueryProblem(
                    Kind.BAD_DATA,
                    ("exceeded maximum resolution of %,d points per timeseries. Try decreasing the"
                                    + " query resolution (?step=XX)")
                            .formatted(options.limits().points()));
        }
        ValueType type = request.expr.type();
        if (type != ValueType.VECTOR && type != ValueType.SCALAR) {
            throw new QueryProblem(
                    Kind.BAD_DATA,
                    "invalid expression type \"%s\" for range query, must be Scalar or instant Vector"
                            .formatted(type.description()));
        }
        var grid = Grid.between(start, end, step);
        return run(
                request,
                new Execution.Task(request.expr, grid, end, true),
                evaluator ->
                        new QueryValue.Matrix(lines(evaluator.vectorOf(request.expr, grid), grid)));
    }

    private interface Evaluation {
        QueryValue value(Evaluator evaluator);
    }

    private QueryResult run(Request request, Execution.Task task, Evaluation evaluation) {
        long deadline = nanos.getAsLong() + timeout(request).toNanos();
        var cancellation = request.cancellation;
        enter(deadline);
        try {
            var execution =
                    new Execution(
                            request.source,
                            options.withLookback(request.lookback),
                            task,
                            where -> check(where, deadline, cancellation));
            execution.check();
            QueryValue value = evaluation.value(new Evaluator(execution));
            return new QueryResult(
                    value,
                    execution.annotations().of(Annotation.Kind.WARNING),
                    execution.annotations().of(Annotation.Kind.INFO),
                    execution.statistics());
        } catch (SyntaxProblem e) {
            throw new QueryProblem(Kind.EXECUTION, e.text());
        } finally {
            places.release();
        }
    }

    private Duration timeout(Request request) {
        Duration most = options.limits().timeout();
        return request.timeout.compareTo(most) < 0 ? request.timeout : most;
    }

    private void enter(long deadline) {
        try {
            if (!places.tryAcquire(deadline - nanos.getAsLong(), TimeUnit.NANOSECONDS)) {
                throw new QueryProblem(Kind.TIMEOUT, "query timed out in query queue");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryProblem(Kind.CANCELLED, "query was canceled in query queue");
        }
    }

    private void check(String where, long deadline, Cancellation cancellation) {
        if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new QueryProblem(Kind.CANCELLED, "query was canceled in " + where);
        }
        if (nanos.getAsLong() - deadline > 0) {
            throw new QueryProblem(Kind.TIMEOUT, "query timed out in " + where);
        }
    }

    private static QueryValue instantValue(Evaluator evaluator, Expr expr, Grid grid) {
        return switch (expr.type()) {
            case SCALAR -> new QueryValue.Scalar(grid.start(), evaluator.scalarOf(expr, grid)[0]);
            case STRING -> new QueryValue.Text(grid.start(), LabelFunctions.text(expr));
            case MATRIX -> new QueryValue.Matrix(evaluator.matrixOf(expr, grid.start()));
            case VECTOR -> {
                List<Row> rows =
                        Rows.withoutDroppedNames(evaluator.vectorOf(expr, grid), grid.size());
                var samples = new ArrayList<QueryValue.Sample>(rows.size());
                for (Row row : rows) {
                    if (row.has(0)) {
                        samples.add(
                                new QueryValue.Sample(
                                        row.labels(),
                                        grid.start(),
                                        row.value(0),
                                        row.histogram(0)));
                    }
                }
                yield new QueryValue.Vector(samples);
            }
        };
    }

    private static List<Line> lines(List<Row> rows, Grid grid) {
        var lines = new ArrayList<Line>(rows.size());
        for (Row row : Rows.withoutDroppedNames(rows, grid.size())) {
            Line line = line(row, grid);
            if (line.size() > 0) {
                lines.add(line);
            }
        }
        lines.sort(Comparator.comparing(Line::labels));
        return lines;
    }

    private static Line line(Row row, Grid grid) {
        int size = 0;
        for (double value : row.values()) {
            size += Row.isAbsent(value) ? 0 : 1;
        }
        var times = new long[size];
        var values = new double[size];
        @Nullable FloatHistogram[] histograms =
                row.hasHistograms() ? new FloatHistogram[size] : null;
        int next = 0;
        for (int step = row.first(); step < row.end(); step++) {
            if (!row.has(step)) {
                continue;
            }
            times[next] = grid.time(step);
            values[next] = row.value(step);
            if (histograms != null) {
                histograms[next] = row.histogram(step);
            }
            next++;
        }
        return new Line(row.labels(), times, values, histograms);
    }
}
