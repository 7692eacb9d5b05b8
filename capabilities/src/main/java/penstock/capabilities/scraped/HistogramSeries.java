package penstock.capabilities.scraped;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.Bounds;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Labels;
import penstock.metrics.promql.Line;

/// One histogram over time. A classic one, which is a series for each bucket, is put together from the series that were told at the same
/// moment; a moment at which one is missing says nothing.
///
/// @param target who tells it
/// @param times milliseconds since 1970, ascending
/// @param histograms one for each time
record HistogramSeries(String target, List<Long> times, List<FloatHistogram> histograms) {
    private static final String BOUND = "le";
    private static final String BUCKET = "_bucket";
    private static final String SUM = "_sum";

    /// The lines of one classic histogram.
    private static final class Parts {
        private final TreeMap<Double, Line> buckets = new TreeMap<>();
        private @Nullable Line sum;
    }

    /// All histograms among the lines, of whatever labels.
    ///
    /// @param name that of the histogram, without `_bucket`
    static List<HistogramSeries> of(List<Line> lines, String name) {
        var found = new ArrayList<HistogramSeries>();
        Map<Labels, Parts> classic = new TreeMap<>();
        for (var line : lines) {
            var own = line.labels().metricName();
            var rest = line.labels().without(Labels.NAME).without(BOUND);
            if (own.equals(name)) {
                found.add(nativeOne(line));
            } else if (own.equals(name + BUCKET)) {
                bound(line.labels().get(BOUND))
                        .ifPresent(
                                bound ->
                                        classic.computeIfAbsent(rest, _ -> new Parts())
                                                .buckets
                                                .put(bound, line));
            } else if (own.equals(name + SUM)) {
                classic.computeIfAbsent(rest, _ -> new Parts()).sum = line;
            }
        }
        classic.forEach((labels, parts) -> found.add(classicOne(labels, parts)));
        return found;
    }

    private static Optional<Double> bound(String text) {
        try {
            double bound =
                    text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
            return Double.isNaN(bound) ? Optional.empty() : Optional.of(bound);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static HistogramSeries nativeOne(Line line) {
        var times = new ArrayList<Long>();
        var histograms = new ArrayList<FloatHistogram>();
        for (int i = 0; i < line.size(); i++) {
            var histogram = line.histogram(i);
            if (histogram != null) {
                times.add(line.time(i));
                histograms.add(histogram);
            }
        }
        return new HistogramSeries(Presence.target(line.labels()), times, histograms);
    }

    private static HistogramSeries classicOne(Labels labels, Parts parts) {
        var times = new ArrayList<Long>();
        var histograms = new ArrayList<FloatHistogram>();
        var all = parts.buckets.get(Double.POSITIVE_INFINITY);
        var lines = List.copyOf(parts.buckets.values());
        var at = new int[lines.size() + 1];
        for (int i = 0; all != null && i < all.size(); i++) {
            long time = all.time(i);
            var cumulative = new double[lines.size()];
            boolean isWhole = true;
            for (int bucket = 0; bucket < cumulative.length; bucket++) {
                at[bucket] = advanced(lines.get(bucket), at[bucket], time);
                isWhole &= isAt(lines.get(bucket), at[bucket], time);
                cumulative[bucket] = isWhole ? lines.get(bucket).value(at[bucket]) : 0;
            }
            double sum = Double.NaN;
            if (parts.sum != null) {
                at[lines.size()] = advanced(parts.sum, at[lines.size()], time);
                isWhole &= isAt(parts.sum, at[lines.size()], time);
                sum = isWhole ? parts.sum.value(at[lines.size()]) : Double.NaN;
            }
            if (isWhole) {
                times.add(time);
                histograms.add(histogram(parts.buckets.navigableKeySet(), cumulative, sum));
            }
        }
        return new HistogramSeries(Presence.target(labels), times, histograms);
    }

    private static int advanced(Line line, int from, long time) {
        int at = from;
        while (at < line.size() && line.time(at) < time) {
            at++;
        }
        return at;
    }

    private static boolean isAt(Line line, int at, long time) {
        return at < line.size() && line.time(at) == time;
    }

    /// Counts that fall from one bound to the next, or are no numbers, become histograms that [HistogramGrowth] refuses.
    private static FloatHistogram histogram(
            Iterable<Double> bounds, double[] cumulative, double sum) {
        var finite = new ArrayList<Double>();
        bounds.forEach(finite::add);
        finite.removeIf(bound -> bound == Double.POSITIVE_INFINITY);
        var counts = new double[cumulative.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
        }
        return new FloatHistogram(
                FloatHistogram.CUSTOM,
                0,
                0,
                cumulative[cumulative.length - 1],
                sum,
                Buckets.run(0, counts),
                Buckets.NONE,
                new Bounds(finite.stream().mapToDouble(Double::doubleValue).toArray()),
                CounterReset.UNKNOWN);
    }
}
