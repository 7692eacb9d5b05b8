package penstock.metrics.series;

import java.util.List;
import penstock.metrics.labels.Matcher;

/// Where the query engine finds series. Safe for many readers at once.
public interface SeriesSource {
    /// The series that match all of the matchers and may have samples in `from` to `to`, both included (milliseconds since 1970),
    /// sorted by their labels, each once. One that has none there after all may be among them.
    List<Series> select(long from, long to, List<Matcher> matchers);
}
