package penstock.metrics.exposition;

import java.util.List;
import penstock.metrics.labels.Labels;

/// A sample while it is being read; valid only during the call that hands it over.
public interface SampleView {
    /// Says that there is no time.
    long NO_TIME = Long.MIN_VALUE;

    /// The array in which the series is named, from [#seriesStart] to before [#seriesEnd]. The same bytes name the same series,
    /// at least while its family has the same type; so whoever knows them need not ask for the labels.
    byte[] bytes();

    int seriesStart();

    int seriesEnd();

    /// Whether it is certain that the sample before was of the same series, so that nothing needs to be found out again.
    default boolean isOfSeriesBefore() {
        return false;
    }

    /// The labels, made anew by each call.
    ///
    /// @throws MalformedExposition when the series is not named as it has to be; only this call finds that out
    Labels labels();

    /// The names of labels that are given with an empty value, which [#labels] leaves out; of the text formats only.
    ///
    /// @throws MalformedExposition as [#labels] does
    default List<String> emptyLabels() {
        return List.of();
    }

    /// The number; 0 for a histogram.
    double value();

    /// Milliseconds since 1970, or [#NO_TIME].
    long time();

    /// When its counting began, as its source says: milliseconds since 1970, or [#NO_TIME].
    long created();

    /// Whether the value is not measured but says when the counting of a series began, in seconds since 1970.
    boolean isCreated();

    List<Exemplar> exemplars();

    /// The type of its family, as far as it was told.
    MetricType type();
}
