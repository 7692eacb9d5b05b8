package penstock.metrics.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.index.LiveIndex;

/// What the series of the head consist of, so that one sees where there are too many of them. Lists have the largest first.
///
/// @param series how many there are
/// @param labelPairs how many different pairs of name and value
/// @param seriesByMetric by the metric's name
/// @param valuesByLabel how many values a label has
/// @param bytesByLabel how many bytes the values of a label have in all series together
/// @param seriesByPair by `name=value`
public record Cardinality(
        int series,
        int labelPairs,
        List<Count> seriesByMetric,
        List<Count> valuesByLabel,
        List<Count> bytesByLabel,
        List<Count> seriesByPair) {
    /// How many of something there are.
    public record Count(String name, long count) {}

    private static final Comparator<Count> SMALLEST_FIRST =
            Comparator.comparingLong(Count::count)
                    .thenComparing(Count::name, Comparator.reverseOrder());

    static Cardinality of(LiveIndex index, int most) {
        var metrics = new HashMap<String, Long>();
        for (var value : index.values(Labels.NAME)) {
            metrics.put(value, (long) index.count(Labels.NAME, value));
        }
        var values = new HashMap<String, Long>();
        var bytes = new HashMap<String, Long>();
        var pairs = new HashMap<String, Long>();
        int pairCount = 0;
        for (var name : index.names()) {
            var all = index.values(name);
            pairCount += all.size();
            values.put(name, (long) all.size());
            for (var value : all) {
                int count = index.count(name, value);
                bytes.merge(name, (long) count * value.length(), Long::sum);
                pairs.put(name + "=" + value, (long) count);
            }
        }
        return new Cardinality(
                index.size(),
                pairCount,
                largest(metrics, most),
                largest(values, most),
                largest(bytes, most),
                largest(pairs, most));
    }

    private static List<Count> largest(Map<String, Long> counts, int most) {
        var queue = new PriorityQueue<Count>(SMALLEST_FIRST);
        counts.forEach(
                (name, count) -> {
                    queue.add(new Count(name, count));
                    if (queue.size() > most) {
                        queue.poll();
                    }
                });
        var list = new ArrayList<>(queue);
        list.sort(SMALLEST_FIRST.reversed());
        return List.copyOf(list);
    }
}
