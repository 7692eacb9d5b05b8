package penstock.metrics.source;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.metrics.promql.Annotation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.QueryProblem;
import penstock.metrics.promql.QueryResult;
import penstock.metrics.series.SeriesSource;

/// The engine of this process over series that it can read itself.
public final class EmbeddedSource implements MetricSource {
    private final Supplier<Optional<? extends SeriesSource>> series;
    private final Engine engine;

    /// @param series empty while they cannot be read
    public EmbeddedSource(Supplier<Optional<? extends SeriesSource>> series, Engine engine) {
        this.series = series;
        this.engine = engine;
    }

    private interface Evaluation {
        QueryResult of(Engine.Place place, Engine.Request request);
    }

    @Override
    public MetricAnswer instant(MetricQuery query, long time) {
        return answer(query, (place, request) -> engine.instant(place, request, time));
    }

    @Override
    public MetricAnswer range(MetricQuery query, Times times) {
        return answer(
                query,
                (place, request) ->
                        engine.range(place, request, times.start(), times.end(), times.step()));
    }

    private MetricAnswer answer(MetricQuery query, Evaluation evaluation) {
        Optional<? extends SeriesSource> open = series.get();
        if (open.isEmpty()) {
            return new MetricAnswer.NotKnown(
                    MetricAnswer.Reason.UNAVAILABLE,
                    "the store of metrics is not open; \"penstock doctor\" says why");
        }
        try {
            var request =
                    new Engine.Request(
                            open.get(),
                            engine.parse(query.text()),
                            query.timeout(),
                            query.lookback().orElse(engine.options().lookback()),
                            query.cancellation());
            var result = evaluated(query, request, evaluation);
            return new MetricAnswer.Known(
                    result.value(),
                    texts(result.warnings(), query.text()),
                    texts(result.infos(), query.text()),
                    Optional.of(result.statistics()));
        } catch (QueryProblem e) {
            return answer(e);
        }
    }

    private QueryResult evaluated(
            MetricQuery query, Engine.Request request, Evaluation evaluation) {
        if (query.place().isPresent()) {
            return evaluation.of(query.place().get(), request);
        }
        try (var place = engine.enter(query.timeout(), query.cancellation())) {
            return evaluation.of(place, request);
        }
    }

    private static List<String> texts(List<Annotation> annotations, String query) {
        return annotations.stream().map(annotation -> annotation.textIn(query)).toList();
    }

    private static MetricAnswer answer(QueryProblem problem) {
        var message = String.valueOf(problem.getMessage());
        return switch (problem.kind()) {
            case BAD_DATA -> new MetricAnswer.Refused(MetricAnswer.Fault.MALFORMED, message);
            case EXECUTION -> new MetricAnswer.Refused(MetricAnswer.Fault.NOT_EVALUATED, message);
            case TIMEOUT -> new MetricAnswer.NotKnown(MetricAnswer.Reason.TIMED_OUT, message);
            case CANCELLED -> new MetricAnswer.NotKnown(MetricAnswer.Reason.CANCELLED, message);
        };
    }
}
