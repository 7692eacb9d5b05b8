package penstock.capabilities.checks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import penstock.metrics.promql.QueryValue;
import penstock.metrics.source.MetricAnswer;
import penstock.metrics.source.MetricQuery;
import penstock.metrics.source.MetricSource;

/// Questions to the source of metrics. Whatever is wrong with a query or with the source is an error, never a figure.
final class Queries {
    private final Supplier<Optional<AskedSource>> source;
    private final InstantSource clock;

    Queries(Supplier<Optional<AskedSource>> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /// What a query yields.
    sealed interface Answer {
        /// One number for each series, with the series' labels.
        record Numbers(List<Figure> numbers) implements Answer {}

        /// Lines of points.
        record Lines(QueryValue.Matrix matrix) implements Answer {}

        record Trouble(Finding finding) implements Answer {}
    }

    record Figure(String series, double value) {}

    long now() {
        return clock.millis();
    }

    Answer instant(String query, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            return trouble("no time was left to ask: " + query);
        }
        return source.get()
                .map(each -> each.source().instant(MetricQuery.of(query, timeout), clock.millis()))
                .map(answer -> read(answer, query))
                .orElseGet(() -> trouble("there is no source of metrics yet"));
    }

    Answer range(String query, MetricSource.Times times, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            return trouble("no time was left to ask: " + query);
        }
        return source.get()
                .map(each -> each.source().range(MetricQuery.of(query, timeout), times))
                .map(answer -> read(answer, query))
                .orElseGet(() -> trouble("there is no source of metrics yet"));
    }

    private static Answer trouble(String message) {
        return new Answer.Trouble(Finding.error(message));
    }

    private static Answer read(MetricAnswer answer, String query) {
        return switch (answer) {
            case MetricAnswer.Known known -> read(known.value(), query);
            case MetricAnswer.Refused(var fault, var message) ->
                    trouble(
                            "the query "
                                    + (fault == MetricAnswer.Fault.MALFORMED
                                            ? "cannot be read: "
                                            : "has no answer: ")
                                    + message);
            case MetricAnswer.NotKnown(_, var message) ->
                    trouble("the source of metrics did not answer: " + message);
        };
    }

    private static Answer read(QueryValue value, String query) {
        return switch (value) {
            case QueryValue.Scalar(_, var number) ->
                    new Answer.Numbers(List.of(new Figure("", number)));
            case QueryValue.Vector(var samples) ->
                    samples.stream().anyMatch(sample -> sample.histogram() != null)
                            ? trouble(
                                    "the answer is a histogram (expected: a number, such as that of"
                                            + " histogram_quantile): "
                                            + query)
                            : new Answer.Numbers(
                                    samples.stream()
                                            .map(
                                                    sample ->
                                                            new Figure(
                                                                    sample.labels().toString(),
                                                                    sample.value()))
                                            .toList());
            case QueryValue.Matrix matrix -> new Answer.Lines(matrix);
            case QueryValue.Text _ ->
                    trouble("the answer is a text (expected: a number): " + query);
        };
    }
}
