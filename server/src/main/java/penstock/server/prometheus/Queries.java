package penstock.server.prometheus;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import penstock.metrics.promql.Annotation;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryResult;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.promql.syntax.Expr;
import penstock.metrics.series.SeriesSource;

/// `query` and `query_range`.
final class Queries {
    /// More warnings or infos than this are only counted.
    private static final int MOST_ANNOTATIONS = 10;

    static final String TRUNCATED = "results truncated due to limit";

    private final Engine engine;
    private final InstantSource clock;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopping;

    Queries(Engine engine, InstantSource clock) {
        this.engine = engine;
        this.clock = clock;
    }

    private interface Evaluation {
        QueryResult run(Engine.Place place);
    }

    /// Something that is answered from a place.
    interface Answering {
        Reply reply(Engine.Place place);
    }

    /// A result, and what the client wants to know besides.
    private record Finished(String query, QueryResult result, int limit, double seconds) {}

    Reply instant(SeriesSource source, Call call) {
        var parameters = call.parameters();
        int limit = parameters.limit();
        long time = parameters.time("time", clock.millis());
        var request = request(source, call);
        return evaluate(
                call, request.timeout(), limit, place -> engine.instant(place, request, time));
    }

    Reply range(SeriesSource source, Call call) {
        var parameters = call.parameters();
        int limit = parameters.limit();
        long start = parameters.time("start");
        long end = parameters.time("end");
        if (end < start) {
            throw Failure.parameter("end", "end timestamp must not be before start time");
        }
        long step = parameters.duration("step");
        if (step <= 0) {
            throw Failure.parameter(
                    "step",
                    "zero or negative query resolution step widths are not accepted. Try a"
                            + " positive integer");
        }
        int points = engine.options().limits().points();
        if ((end - start) / step > points) {
            throw Failure.badData(
                    String.format(
                            Locale.ROOT,
                            "exceeded maximum resolution of %,d points per timeseries. Try"
                                    + " decreasing the query resolution (?step=XX)",
                            points));
        }
        var request = request(source, call);
        return evaluate(
                call,
                request.timeout(),
                limit,
                place -> engine.range(place, request, start, end, step));
    }

    private Engine.Request request(SeriesSource source, Call call) {
        var parameters = call.parameters();
        var lookback = engine.options().lookback();
        if (!parameters.text("lookback_delta").isEmpty()) {
            long given =
                    parameters.duration(
                            "lookback_delta", "error parsing lookback delta duration: ");
            lookback = given > 0 ? Duration.ofMillis(given) : lookback;
        }
        return new Engine.Request(
                source, parsed(parameters), timeout(parameters), lookback, call.cancellation());
    }

    private Duration timeout(Parameters parameters) {
        return parameters.text("timeout").isEmpty()
                ? engine.options().limits().timeout()
                : Duration.ofMillis(parameters.duration("timeout"));
    }

    /// @throws Failure when the parameter is no query
    Expr parsed(Parameters parameters) {
        try {
            return engine.parse(parameters.text("query"));
        } catch (QueryProblem e) {
            throw Failure.parameter("query", String.valueOf(e.getMessage()));
        }
    }

    private Reply evaluate(Call call, Duration timeout, int limit, Evaluation evaluation) {
        long began = System.nanoTime();
        return placed(
                call,
                timeout,
                place -> {
                    var result = evaluation.run(place);
                    double seconds =
                            (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
                    var query = call.parameters().text("query");
                    var finished = new Finished(query, result, limit, seconds);
                    var end = end(finished, call.parameters().text("stats"));
                    var value = truncated(result.value(), limit);
                    return Reply.streamed(
                            place, Reply.JSON, pieces -> ResultJson.write(pieces, value, end));
                });
    }

    /// Answers something else than a query from a place like one.
    Reply placed(Call call, Answering answering) {
        return placed(call, timeout(call.parameters()), answering);
    }

    private Reply placed(Call call, Duration timeout, Answering answering) {
        running.add(call.cancellation());
        Engine.Place place = null;
        Reply reply = null;
        try {
            if (isStopping) {
                call.cancellation().cancel();
            }
            place = engine.enter(timeout, call.cancellation());
            reply = answering.reply(place);
            return reply;
        } catch (QueryProblem e) {
            throw failure(e);
        } finally {
            running.remove(call.cancellation());
            if (place != null && reply == null) {
                place.close();
            }
        }
    }

    private static Failure failure(QueryProblem problem) {
        var message = String.valueOf(problem.getMessage());
        return switch (problem.kind()) {
            // Texts and numbers were read before: what is left is that the query is not of a type
            // for this.
            case BAD_DATA -> Failure.parameter("query", message);
            case EXECUTION -> new Failure(Reply.Kind.EXECUTION, message);
            case TIMEOUT -> new Failure(Reply.Kind.TIMEOUT, message);
            case CANCELLED -> new Failure(Reply.Kind.CANCELLED, message);
        };
    }

    private static boolean isTooLong(QueryValue value, int limit) {
        return switch (value) {
            case QueryValue.Vector vector -> limit > 0 && vector.samples().size() > limit;
            case QueryValue.Matrix matrix -> limit > 0 && matrix.lines().size() > limit;
            case QueryValue.Scalar _, QueryValue.Text _ -> false;
        };
    }

    private static QueryValue truncated(QueryValue value, int limit) {
        if (!isTooLong(value, limit)) {
            return value;
        }
        return switch (value) {
            case QueryValue.Vector vector ->
                    new QueryValue.Vector(vector.samples().subList(0, limit));
            case QueryValue.Matrix matrix ->
                    new QueryValue.Matrix(matrix.lines().subList(0, limit));
            case QueryValue.Scalar _, QueryValue.Text _ -> value;
        };
    }

    /// What follows the result: statistics, the end of the data, warnings and infos.
    private static String end(Finished finished, String stats) {
        var end = new StringBuilder();
        if (!stats.isEmpty()) {
            statistics(end.append(",\"stats\":"), finished);
        }
        end.append('}');
        var result = finished.result();
        var warnings = texts(result.warnings(), finished.query(), "warning");
        if (isTooLong(result.value(), finished.limit())) {
            warnings.add(TRUNCATED);
        }
        if (!warnings.isEmpty()) {
            Json.texts(end.append(",\"warnings\":"), warnings);
        }
        var infos = texts(result.infos(), finished.query(), "info");
        if (!infos.isEmpty()) {
            Json.texts(end.append(",\"infos\":"), infos);
        }
        return end.append('}').toString();
    }

    private static List<String> texts(List<Annotation> annotations, String query, String word) {
        var texts = new ArrayList<String>();
        for (var annotation : annotations) {
            if (texts.size() == MOST_ANNOTATIONS) {
                int more = annotations.size() - MOST_ANNOTATIONS;
                texts.add(more + " more " + word + " annotations omitted");
                break;
            }
            texts.add(annotation.textIn(query));
        }
        return texts;
    }

    /// The engine evaluates and sorts in one, so that all time is that of the evaluation.
    private static void statistics(StringBuilder out, Finished finished) {
        var statistics = finished.result().statistics();
        out.append("{\"timings\":{\"evalTotalTime\":").append(finished.seconds());
        out.append(",\"resultSortTime\":0,\"queryPreparationTime\":0,\"innerEvalTime\":");
        out.append(finished.seconds()).append(",\"execQueueTime\":0,\"execTotalTime\":");
        out.append(finished.seconds()).append("},\"samples\":{\"totalQueryableSamples\":");
        out.append(statistics.samples()).append(",\"peakSamples\":");
        out.append(statistics.peak()).append("}}");
    }

    /// Ends what is under way, and what comes still.
    void stop() {
        isStopping = true;
        running.forEach(Cancellation::cancel);
    }
}
