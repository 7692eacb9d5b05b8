package penstock.metrics.source;

import java.time.Duration;
import java.util.Optional;
import penstock.metrics.promql.Cancellation;
import penstock.metrics.promql.Engine;
import penstock.metrics.promql.syntax.Literals;

/// What is asked.
///
/// @param text the query in PromQL
/// @param timeout how long the answer may take, waiting included; a source may have a lower limit of its own
/// @param lookback how old the last sample of a series may be to count as its value; empty for the source's own,
///     by which a server goes too that does not know better
/// @param cancellation ends the query from another thread
/// @param place that of whoever keeps the answer in memory and has taken it from the embedded engine; empty for others
public record MetricQuery(
        String text,
        Duration timeout,
        Optional<Duration> lookback,
        Cancellation cancellation,
        Optional<Engine.Place> place) {
    public MetricQuery {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "timeout: " + Literals.durationText(timeout) + " (expected: 0s or more)");
        }
    }

    public static MetricQuery of(String text, Duration timeout) {
        return new MetricQuery(
                text, timeout, Optional.empty(), new Cancellation(), Optional.empty());
    }

    public MetricQuery withLookback(Duration other) {
        return new MetricQuery(text, timeout, Optional.of(other), cancellation, place);
    }
}
