package penstock.metrics.series;

import java.util.List;
import java.util.function.Predicate;
import penstock.metrics.labels.Matcher;

/// Where the query engine finds series. Safe for many readers at once.
public interface SeriesSource {
    /// The series that match all of the matchers and may have samples in `from` to `to`, both included (milliseconds since 1970),
    /// sorted by their labels, each once. One that has none there after all may be among them.
    List<Series> select(long from, long to, List<Matcher> matchers);

    /// Shows what [#select] would find, one after the other, for as long as the visitor wants more. It may throw. A source of many
    /// series has them in memory only as the visitor keeps them.
    default void visit(long from, long to, List<Matcher> matchers, Predicate<Series> visitor) {
        for (Series series : select(from, to, matchers)) {
            if (!visitor.test(series)) {
                return;
            }
        }
    }
}
