package penstock.metrics.promql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
        try (var place = enter(request.timeout, request.cancellation)) {
            return instant(place, request, time);
        }
    }

    /// As [#instant(Request, long)], for whoever has a place already.
    public QueryResult instant(Place place, Request request, long time) {
        var grid = Grid.at(time);
        var task = new Execution.Task(request.expr, grid, time, false);
        return run(place, request, task, evaluator -> instantValue(evaluator, request.expr, grid));
    }

    /// @param start milliseconds since 1970, as is the end, which is included
    /// @param step in milliseconds
    /// @throws QueryProblem when there is no answer
    public QueryResult range(Request request, long start, long end, long step) {
        try (var place = enter(request.timeout, request.cancellation)) {
            return range(place, request, start, end, step);
        }
    }

    /// As [#range(Request, long, long, long)], for whoever has a place already.
    public QueryResult range(Place place, Request request, long start, long end, long step) {
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
                place,
                request,
                new Execution.Task(request.expr, grid, end, true),
                evaluator -> new QueryValue.Matrix(lines(evaluator, request.expr, grid)));
    }

    private interface Evaluation {
        QueryValue value(Evaluator evaluator);
    }

    private QueryResult run(
            Place place, Request request, Execution.Task task, Evaluation evaluation) {
        try {
            var execution =
                    new Execution(
                            request.source, options.withLookback(request.lookback), task, place);
            execution.check();
            QueryValue value = evaluation.value(new Evaluator(execution));
            return new QueryResult(
                    value,
                    execution.annotations().of(Annotation.Kind.WARNING),
                    execution.annotations().of(Annotation.Kind.INFO),
                    execution.statistics());
        } catch (SyntaxProblem e) {
            throw new QueryProblem(Kind.EXECUTION, e.text());
        }
    }

    /// Waits for a place among what is done at once. Whoever has an answer in memory keeps the place until it is written, so that not
    /// more of them are in memory than may be evaluated.
    ///
    /// @param timeout at most, waiting included, if it is less than the engine's
    /// @throws QueryProblem when there is none in time
    public Place enter(Duration timeout, Cancellation cancellation) {
        Duration most = options.limits().timeout();
        long allowed = (timeout.compareTo(most) < 0 ? timeout : most).toNanos();
        long deadline = nanos.getAsLong() + allowed;
        try {
            if (!places.tryAcquire(allowed, TimeUnit.NANOSECONDS)) {
                throw new QueryProblem(Kind.TIMEOUT, "query timed out in query queue");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryProblem(Kind.CANCELLED, "query was canceled in query queue");
        }
        return new Place(deadline, cancellation);
    }

    /// One of the places among what is done at once. Closed once or more.
    public final class Place implements Execution.Watch, AutoCloseable {
        private volatile long deadline;
        private final Cancellation cancellation;
        private final AtomicBoolean isLeft = new AtomicBoolean();

        private Place(long deadline, Cancellation cancellation) {
            this.deadline = deadline;
            this.cancellation = cancellation;
        }

        @Override
        public void check(String where) {
            if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
                throw new QueryProblem(Kind.CANCELLED, "query was canceled in " + where);
            }
            if (nanos.getAsLong() - deadline > 0) {
                throw new QueryProblem(Kind.TIMEOUT, "query timed out in " + where);
            }
        }

        /// Gives the time that a query has once more, for writing its answer.
        public void renew() {
            deadline = nanos.getAsLong() + options.limits().timeout().toNanos();
        }

        @Override
        public void close() {
            if (isLeft.compareAndSet(false, true)) {
                places.release();
            }
        }
    }

    private static QueryValue instantValue(Evaluator evaluator, Expr expr, Grid grid) {
        return switch (expr.type()) {
            case SCALAR -> new QueryValue.Scalar(grid.start(), evaluator.scalarOf(expr, grid)[0]);
            case STRING -> new QueryValue.Text(grid.start(), LabelFunctions.text(expr));
            case MATRIX -> new QueryValue.Matrix(evaluator.matrixOf(expr, grid.start()));
            case VECTOR -> {
                List<Row> rows =
                        Rows.withoutDroppedNames(
                                evaluator.vectorOf(expr, grid), grid.size(), evaluator.execution());
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

    private static List<Line> lines(Evaluator evaluator, Expr expr, Grid grid) {
        Execution execution = evaluator.execution();
        List<Row> rows =
                Rows.withoutDroppedNames(evaluator.vectorOf(expr, grid), grid.size(), execution);
        execution.hold(grid.size());
        var times = new long[grid.size()];
        for (int step = 0; step < times.length; step++) {
            times[step] = grid.time(step);
        }
        var lines = new ArrayList<Line>(rows.size());
        for (Row row : rows) {
            Line line = line(row, times, execution);
            if (line.size() > 0) {
                lines.add(line);
            }
        }
        lines.sort(Comparator.comparing(Line::labels));
        return lines;
    }

    /// @param grid the times of all steps; a row that has a value at each needs no others
    private static Line line(Row row, long[] grid, Execution execution) {
        int size = 0;
        for (double value : row.values()) {
            size += Row.isAbsent(value) ? 0 : 1;
        }
        if (size == grid.length) {
            return new Line(row.labels(), grid, row.values(), row.histograms());
        }
        execution.hold((row.hasHistograms() ? 3L : 2L) * size);
        var times = new long[size];
        var values = new double[size];
        @Nullable FloatHistogram[] histograms =
                row.hasHistograms() ? new FloatHistogram[size] : null;
        int next = 0;
        for (int step = row.first(); step < row.end(); step++) {
            if (!row.has(step)) {
                continue;
            }
            times[next] = grid[step];
            values[next] = row.value(step);
            if (histograms != null) {
                histograms[next] = row.histogram(step);
            }
            next++;
        }
        return new Line(row.labels(), times, values, histograms);
    }
}
