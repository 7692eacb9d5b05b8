package penstock.metrics.script;

import java.util.List;
import java.util.Optional;
import penstock.metrics.labels.Labels;

/// One block of a script.
sealed interface Command {
    /// Forgets all series.
    record Clear() implements Command {}

    /// Adds series.
    ///
    /// @param step between items, in milliseconds
    /// @param addsHistograms whether classic histograms among them are also added as native ones with custom buckets
    record Load(int line, long step, boolean addsHistograms, List<Loaded> series)
            implements Command {}

    /// @param starts when the counters started, one for each item or fewer to be repeated; empty when unknown
    record Loaded(SeriesLine line, List<Long> starts) {}

    /// Evaluates a query and compares.
    record Eval(int line, String query, When when, Result result, List<Expectation> expectations)
            implements Command {
        boolean expects(Expectation.Kind kind) {
            return expectations.stream().anyMatch(expectation -> expectation.kind() == kind);
        }
    }

    /// What could not be read.
    ///
    /// @param query empty when it is no evaluation
    record Broken(int line, Optional<String> query, String problem) implements Command {}

    /// Times in milliseconds since 1970.
    sealed interface When {
        record Instant(long time) implements When {}

        record Range(long start, long end, long step) implements When {}
    }

    /// What is expected.
    sealed interface Result {
        record Scalar(double value) implements Result {}

        record Text(String value) implements Result {}

        /// Series in any order, unless an order is expected.
        ///
        /// @param range the times of the items when the query yields a matrix at one time
        record Series(List<Row> rows, Optional<When.Range> range) implements Result {}
    }

    /// @param position among the lines that are results, from 1
    record Row(Labels labels, List<SeriesLine.Item> items, int position) {}
}
