package penstock.server.prometheus;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.EngineOptions;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryResult;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// `query` and `query_range`.
final class Queries {
    /// More warnings or infos than this are only counted.
    private static final int MOST_ANNOTATIONS = 10;

    static final String TRUNCATED = "results truncated due to limit";

    private final MetricSource source;
    private final Engine engine;
    private final EngineOptions.Limits limits;
    private final InstantSource clock;
    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopping;

    /// @param engine its places and limits hold whoever answers
    Queries(MetricSource source, Engine engine, InstantSource clock) {
        this.source = source;
        this.engine = engine;
        this.limits = engine.options().limits();
        this.clock = clock;
    }

    private interface Question {
        MetricAnswer ask(MetricQuery query);
    }

    /// Something that is answered from a place.
    interface Answering {
        Reply reply(Engine.Place place);
    }

    /// An answer, and what the client wants to know besides.
    private record Finished(MetricAnswer.Known answer, int limit, double seconds) {}

    Reply instant(Call call) {
        var parameters = call.parameters();
        int limit = parameters.limit();
        long time = parameters.time("time", clock.millis());
        return answer(call, limit, query -> source.instant(query, time));
    }

    Reply range(Call call) {
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
        if ((end - start) / step > limits.points()) {
            throw Failure.badData(
                    String.format(
                            Locale.ROOT,
                            "exceeded maximum resolution of %,d points per timeseries. Try"
                                    + " decreasing the query resolution (?step=XX)",
                            limits.points()));
        }
        var times = new MetricSource.Times(start, end, step);
        return answer(call, limit, query -> source.range(query, times));
    }

    private Duration timeout(Parameters parameters) {
        if (parameters.text("timeout").isEmpty()) {
            return limits.timeout();
        }
        var wanted = Duration.ofMillis(Math.max(0, parameters.duration("timeout")));
        return wanted.compareTo(limits.timeout()) < 0 ? wanted : limits.timeout();
    }

    private static Optional<Duration> lookback(Parameters parameters) {
        if (parameters.text("lookback_delta").isEmpty()) {
            return Optional.empty();
        }
        long given =
                parameters.duration("lookback_delta", "error parsing lookback delta duration: ");
        return Optional.of(given).filter(delta -> delta > 0).map(Duration::ofMillis);
    }

    private Reply answer(Call call, int limit, Question question) {
        var parameters = call.parameters();
        var text = parameters.text("query");
        var timeout = timeout(parameters);
        var lookback = lookback(parameters);
        long began = System.nanoTime();
        return placed(
                call,
                timeout,
                place -> {
                    var query =
                            new MetricQuery(
                                    text,
                                    timeout,
                                    lookback,
                                    call.cancellation(),
                                    Optional.of(place));
                    var known = known(question.ask(query));
                    double seconds =
                            (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
                    var finished = new Finished(known, limit, seconds);
                    var end = end(finished, parameters.text("stats"));
                    var value = truncated(known.value(), limit);
                    return Reply.streamed(
                            place, Reply.JSON, pieces -> ResultJson.write(pieces, value, end));
                });
    }

    private static MetricAnswer.Known known(MetricAnswer answer) {
        return switch (answer) {
            case MetricAnswer.Known known -> known;
            case MetricAnswer.Refused refused -> throw failure(refused);
            case MetricAnswer.NotKnown notKnown -> throw failure(notKnown);
        };
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
            case BAD_DATA -> Failure.parameter("query", message);
            case EXECUTION -> new Failure(Reply.Kind.EXECUTION, message);
            case TIMEOUT -> new Failure(Reply.Kind.TIMEOUT, message);
            case CANCELLED -> new Failure(Reply.Kind.CANCELLED, message);
        };
    }

    private static Failure failure(MetricAnswer.Refused refused) {
        return switch (refused.fault()) {
            case MALFORMED -> Failure.parameter("query", refused.message());
            case NOT_EVALUATED -> new Failure(Reply.Kind.EXECUTION, refused.message());
        };
    }

    private static Failure failure(MetricAnswer.NotKnown notKnown) {
        return switch (notKnown.reason()) {
            case TIMED_OUT -> new Failure(Reply.Kind.TIMEOUT, notKnown.message());
            case CANCELLED -> new Failure(Reply.Kind.CANCELLED, notKnown.message());
            case TOO_LARGE -> new Failure(Reply.Kind.EXECUTION, notKnown.message());
            case UNAVAILABLE, UNREADABLE -> new Failure(Reply.Kind.UNAVAILABLE, notKnown.message());
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
            finished.answer()
                    .statistics()
                    .ifPresent(known -> statistics(end, known, finished.seconds()));
        }
        end.append('}');
        var answer = finished.answer();
        var warnings = shortened(answer.warnings(), "warning");
        if (isTooLong(answer.value(), finished.limit())) {
            warnings.add(TRUNCATED);
        }
        if (!warnings.isEmpty()) {
            Json.texts(end.append(",\"warnings\":"), warnings);
        }
        var infos = shortened(answer.infos(), "info");
        if (!infos.isEmpty()) {
            Json.texts(end.append(",\"infos\":"), infos);
        }
        return end.append('}').toString();
    }

    private static List<String> shortened(List<String> annotations, String word) {
        var texts = new ArrayList<String>();
        for (var annotation : annotations) {
            if (texts.size() == MOST_ANNOTATIONS) {
                int more = annotations.size() - MOST_ANNOTATIONS;
                texts.add(more + " more " + word + " annotations omitted");
                break;
            }
            texts.add(annotation);
        }
        return texts;
    }

    /// The engine evaluates and sorts in one, so that all time is that of the evaluation.
    private static void statistics(
            StringBuilder out, QueryResult.Statistics statistics, double seconds) {
        out.append(",\"stats\":{\"timings\":{\"evalTotalTime\":").append(seconds);
        out.append(",\"resultSortTime\":0,\"queryPreparationTime\":0,\"innerEvalTime\":");
        out.append(seconds).append(",\"execQueueTime\":0,\"execTotalTime\":");
        out.append(seconds).append("},\"samples\":{\"totalQueryableSamples\":");
        out.append(statistics.samples()).append(",\"peakSamples\":");
        out.append(statistics.peak()).append("}}");
    }

    /// Ends what is under way, and what comes still.
    void stop() {
        isStopping = true;
        running.forEach(Cancellation::cancel);
    }
}
