package penstock.capabilities.telemetry.detectors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Answers queries from functions of the time.
final class FixedSource implements MetricSource {
    private final Map<String, LongFunction<OptionalDouble>> series = new HashMap<>();
    private @Nullable MetricAnswer failure;
    private int copies = 1;
    int asked;

    void put(String query, LongFunction<OptionalDouble> values) {
        series.put(query, values);
    }

    void failWith(@Nullable MetricAnswer answer) {
        failure = answer;
    }

    void yieldSeries(int count) {
        copies = count;
    }

    @Override
    public MetricAnswer instant(MetricQuery query, long time) {
        throw new UnsupportedOperationException("detectors ask for ranges");
    }

    @Override
    public MetricAnswer range(MetricQuery query, Times times) {
        asked++;
        if (failure != null) {
            return failure;
        }
        var at = new ArrayList<Long>();
        var values = new ArrayList<Double>();
        for (var time = times.start(); time <= times.end(); time += times.step()) {
            var value = series.getOrDefault(query.text(), _ -> OptionalDouble.empty()).apply(time);
            if (value.isPresent()) {
                at.add(time);
                values.add(value.getAsDouble());
            }
        }
        var lines = new ArrayList<Line>();
        for (var i = 0; i < copies && !at.isEmpty(); i++) {
            lines.add(
                    new Line(
                            Labels.of("instance", "i" + i),
                            at.stream().mapToLong(Long::longValue).toArray(),
                            values.stream().mapToDouble(Double::doubleValue).toArray(),
                            null));
        }
        return new MetricAnswer.Known(
                new QueryValue.Matrix(lines), List.of(), List.of(), Optional.empty());
    }
}
