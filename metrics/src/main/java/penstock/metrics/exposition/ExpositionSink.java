package penstock.metrics.exposition;

import java.util.List;
import penstock.metrics.histogram.FloatHistogram;

/// Takes what an exposition has, in its order.
public interface ExpositionSink {
    default void type(String family, MetricType type) {}

    default void help(String family, String help) {}

    default void unit(String family, String unit) {}

    void sample(SampleView sample);

    /// Told in formats where a data point may have several samples: of which one the samples are that come from now on.
    ///
    /// @param number from 0; -1 for samples that are of none
    default void point(int number) {}

    /// A sample that is not as it has to be, while the others of its exposition are. Unless the sink goes on without it, reading
    /// ends here.
    default void refused(SampleView sample, MalformedExposition why) {
        throw why;
    }

    /// Exemplars of a series that come without its samples.
    default void exemplars(SampleView series, List<Exemplar> exemplars) {}

    /// A native histogram.
    default void histogram(SampleView sample, FloatHistogram histogram) {}
}
