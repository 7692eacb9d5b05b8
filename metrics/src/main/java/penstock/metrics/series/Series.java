package penstock.metrics.series;

import penstock.metrics.labels.Labels;

/// One series of a [SeriesSource].
public interface Series {
    Labels labels();

    /// Appends the samples whose time is in `from` to `to`, both included (milliseconds since 1970), in the order of time, each
    /// time once. Stale markers are among them.
    void read(long from, long to, Samples into);
}
