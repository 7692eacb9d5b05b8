package penstock.capabilities.telemetry;

import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// Takes the values that series have at one moment.
public interface Figures {
    /// What only grows, from 0.
    void counter(Labels labels, double value);

    void gauge(Labels labels, double value);

    default void counter(Labels labels, long value) {
        counter(labels, (double) value);
    }

    default void gauge(Labels labels, long value) {
        gauge(labels, (double) value);
    }

    /// How something that only grows is distributed.
    void histogram(Labels labels, FloatHistogram value);
}
