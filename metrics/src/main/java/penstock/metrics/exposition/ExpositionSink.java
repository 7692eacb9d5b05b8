package penstock.metrics.exposition;

import penstock.metrics.histogram.FloatHistogram;

/// Takes what an exposition has, in its order.
public interface ExpositionSink {
    default void type(String family, MetricType type) {}

    default void help(String family, String help) {}

    default void unit(String family, String unit) {}

    void sample(SampleView sample);

    /// A native histogram.
    default void histogram(SampleView sample, FloatHistogram histogram) {}
}
