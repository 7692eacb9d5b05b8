package penstock.metrics.script;

import java.util.List;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;

/// A series with one item for each step: `up{job="a"} 1 2 _ 3x4`.
public record SeriesLine(Labels labels, List<Item> items) {
    /// One step of it.
    ///
    /// @param isOmitted whether there is no sample
    /// @param histogram `null` when the sample is a number
    /// @param hasHint whether the histogram says whether its counter was reset, so that it is compared
    public record Item(
            boolean isOmitted, double value, @Nullable FloatHistogram histogram, boolean hasHint) {
        static final Item OMITTED = new Item(true, 0, null, false);

        static Item of(double value) {
            return new Item(false, value, null, false);
        }

        static Item of(FloatHistogram histogram, boolean hasHint) {
            return new Item(false, 0, histogram, hasHint);
        }
    }

    public SeriesLine {
        items = List.copyOf(items);
    }

    /// @throws penstock.metrics.promql.syntax.SyntaxProblem when the labels are wrong
    /// @throws IllegalArgumentException when the items are wrong, with the reason
    public static SeriesLine parse(String text) {
        try {
            return new SeriesLineReader(text).line();
        } catch (ScriptProblem e) {
            throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
        }
    }
}
