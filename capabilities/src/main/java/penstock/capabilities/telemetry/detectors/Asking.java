package penstock.capabilities.telemetry.detectors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import penstock.judge.anomaly.Point;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Line;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Asks a source of metrics for all signals of a detector.
final class Asking {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /// Points asked for at once; sources refuse more than 11,000.
    private static final int MOST_AT_ONCE = 5_000;

    private final MetricSource source;
    private final Cancellation cancellation;
    private final Detector.Spec spec;

    Asking(MetricSource source, Cancellation cancellation, Detector.Spec spec) {
        this.source = source;
        this.cancellation = cancellation;
        this.spec = spec;
    }

    /// The values at `from`, a step later and so on up to `to`, which is such a time too.
    Figured between(long from, long to) {
        var bySignal = new ArrayList<Map<Long, Double>>();
        var lacking = new ArrayList<String>();
        for (var signal : spec.signals()) {
            var values = new HashMap<Long, Double>();
            var failure = values(signal, from, to, values);
            if (failure.isPresent()) {
                return failure.get();
            }
            if (!values.containsKey(to)) {
                lacking.add(signal.name());
            }
            bySignal.add(values);
        }
        return new Figured.Known(together(bySignal), List.copyOf(lacking));
    }

    private static List<Point> together(List<Map<Long, Double>> bySignal) {
        var points = new ArrayList<Point>();
        for (var time : new TreeSet<>(bySignal.getFirst().keySet())) {
            if (bySignal.stream().allMatch(values -> values.containsKey(time))) {
                points.add(
                        new Point(
                                time,
                                bySignal.stream()
                                        .mapToDouble(values -> values.getOrDefault(time, 0.0))
                                        .toArray()));
            }
        }
        return points;
    }

    private Optional<Figured> values(
            Detector.SignalSpec signal, long from, long to, Map<Long, Double> values) {
        var step = spec.every().toMillis();
        for (var start = from; start <= to; start += step * MOST_AT_ONCE) {
            var end = Math.min(to, start + step * (MOST_AT_ONCE - 1));
            var times = new MetricSource.Times(start, end, step);
            var query =
                    new MetricQuery(
                            signal.query(),
                            TIMEOUT,
                            Optional.empty(),
                            cancellation,
                            Optional.empty());
            var answer = source.range(query, times);
            var failure =
                    switch (answer) {
                        case MetricAnswer.Known known -> take(known.value(), signal, values);
                        case MetricAnswer.Refused refused ->
                                unknown("QueryRefused", signal, refused.message());
                        case MetricAnswer.NotKnown notKnown ->
                                unknown("SourceFails", signal, notKnown.message());
                    };
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private static Optional<Figured> unknown(
            String reason, Detector.SignalSpec signal, String message) {
        return Optional.of(new Figured.Unknown(reason, signal.name() + ": " + message));
    }

    private static Optional<Figured> take(
            QueryValue value, Detector.SignalSpec signal, Map<Long, Double> values) {
        if (!(value instanceof QueryValue.Matrix(var lines))) {
            return unknown("QueryRefused", signal, "the query yields text (expected: numbers)");
        }
        if (lines.size() > 1) {
            return unknown(
                    "QueryRefused",
                    signal,
                    "the query yields "
                            + lines.size()
                            + " series (expected: one; put sum(…) or another aggregation around it)");
        }
        lines.forEach(line -> take(line, values));
        return Optional.empty();
    }

    private static void take(Line line, Map<Long, Double> values) {
        for (var i = 0; i < line.size(); i++) {
            // Not a number is no value: 0/0 where there was no request.
            if (Double.isFinite(line.value(i))) {
                values.put(line.time(i), line.value(i));
            }
        }
    }
}
