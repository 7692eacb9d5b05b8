package penstock.metrics.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.script.SeriesLine;
import penstock.metrics.tree.Mistake;

/// What a file of promtool's unit tests of rules says. Times are in milliseconds.
///
/// @param ruleFiles patterns of the names of the files that are tested, relative to this one
/// @param interval between evaluations
/// @param isFuzzy whether numbers may differ in their last bit
/// @param groupOrder names of groups in the order in which they are evaluated; others go with the first
/// @param mistakes none when the tests can be run
public record RuleTestFile(
        List<String> ruleFiles,
        long interval,
        boolean isFuzzy,
        List<String> groupOrder,
        List<Test> tests,
        List<Mistake> mistakes) {
    public RuleTestFile {
        ruleFiles = List.copyOf(ruleFiles);
        groupOrder = List.copyOf(groupOrder);
        tests = List.copyOf(tests);
        mistakes = List.copyOf(mistakes);
    }

    /// One test, with series of its own.
    ///
    /// @param name may be empty
    /// @param step between the values of the series
    /// @param start of the series, milliseconds since 1970
    public record Test(
            String name,
            long step,
            long start,
            List<SeriesLine> series,
            Expectations expectations,
            External external) {
        public Test {
            series = List.copyOf(series);
        }
    }

    /// What a test's alerts see of the server.
    public record External(Labels labels, String url) {}

    public record Expectations(List<Alerts> alerts, List<Query> queries) {
        public Expectations {
            alerts = List.copyOf(alerts);
            queries = List.copyOf(queries);
        }
    }

    /// The alerts of a name that fire at a time after the start, and no others.
    public record Alerts(long time, String alert, List<ExpectedAlert> expected) {
        public Alerts {
            expected = List.copyOf(expected);
        }
    }

    /// @param labels with the name of the alert
    public record ExpectedAlert(Labels labels, Map<String, String> annotations) {}

    /// What a query yields at a time after the start.
    public record Query(long time, String query, List<ExpectedSample> expected) {
        public Query {
            expected = List.copyOf(expected);
        }
    }

    /// @param histogram as scripts write it, when it is one
    public record ExpectedSample(Labels labels, double value, Optional<String> histogram) {}

    /// Takes a file that was read as maps, lists, texts, numbers and booleans.
    public static RuleTestFile read(@Nullable Object content) {
        return new RuleTestFileReader().read(content);
    }
}
