package penstock.metrics.script;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import penstock.metrics.histogram.ClassicBuckets;
import penstock.metrics.labels.Labels;

/// Adds the series of a script to a store, from 1970 on.
final class Loading {
    private static final String BOUND = "le";

    private final MemorySeries store;
    private final Map<Labels, SortedMap<Long, Classic>> classics = new HashMap<>();

    /// A classic histogram at one time.
    private static final class Classic {
        private final ClassicBuckets buckets = new ClassicBuckets();
        private double count = Double.NaN;
        private double sum;
    }

    Loading(MemorySeries store) {
        this.store = store;
    }

    void load(Command.Load load) {
        for (Command.Loaded loaded : load.series()) {
            add(loaded, load.step());
            if (load.addsHistograms()) {
                collect(loaded.line(), load.step());
            }
        }
        classics.forEach(
                (labels, byTime) ->
                        byTime.forEach(
                                (time, classic) ->
                                        classic.buckets
                                                .toHistogram(classic.count, classic.sum)
                                                .ifPresent(
                                                        histogram ->
                                                                store.add(
                                                                        labels,
                                                                        time,
                                                                        histogram.compact(0),
                                                                        0))));
    }

    private void add(Command.Loaded loaded, long step) {
        List<SeriesLine.Item> items = loaded.line().items();
        for (int i = 0; i < items.size(); i++) {
            SeriesLine.Item item = items.get(i);
            if (item.isOmitted()) {
                continue;
            }
            long time = i * step;
            long start = start(loaded.starts(), i, time);
            if (item.histogram() == null) {
                store.add(loaded.line().labels(), time, item.value(), start);
            } else {
                store.add(loaded.line().labels(), time, item.histogram(), start);
            }
        }
    }

    private static long start(List<Long> starts, int index, long time) {
        if (starts.isEmpty()) {
            return 0;
        }
        long offset = starts.get(index % starts.size());
        return offset == StartLine.UNKNOWN ? 0 : time + offset;
    }

    private void collect(SeriesLine line, long step) {
        String name = line.labels().metricName();
        int underscore = name.lastIndexOf('_');
        String suffix = underscore < 0 ? "" : name.substring(underscore);
        if (!suffix.equals("_bucket") && !suffix.equals("_count") && !suffix.equals("_sum")) {
            return;
        }
        Optional<Double> bound = suffix.equals("_bucket") ? bound(line.labels()) : Optional.of(0.0);
        if (bound.isEmpty()) {
            return;
        }
        Labels labels =
                line.labels().without(BOUND).with(Labels.NAME, name.substring(0, underscore));
        SortedMap<Long, Classic> byTime = classics.computeIfAbsent(labels, _ -> new TreeMap<>());
        for (int i = 0; i < line.items().size(); i++) {
            SeriesLine.Item item = line.items().get(i);
            if (item.isOmitted() || item.histogram() != null) {
                continue;
            }
            Classic classic = byTime.computeIfAbsent(i * step, _ -> new Classic());
            switch (suffix) {
                case "_bucket" -> classic.buckets.add(bound.get(), item.value());
                case "_count" -> classic.count = item.value();
                default -> classic.sum = item.value();
            }
        }
    }

    private static Optional<Double> bound(Labels labels) {
        try {
            double bound = SeriesLineReader.number(labels.get(BOUND));
            return Double.isNaN(bound) ? Optional.empty() : Optional.of(bound);
        } catch (ScriptProblem e) {
            return Optional.empty();
        }
    }
}
