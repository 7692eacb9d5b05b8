package penstock.metrics.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.store.head.Exemplar;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.SampleBatch;

/// The newest exemplars of all series together: a ring of a fixed size.
final class Exemplars {
    private record Entry(Labels series, Exemplar exemplar) {}

    private final @Nullable Entry[] ring;
    private final Map<Labels, Entry> newest = new HashMap<>();
    private int next;

    Exemplars(int size) {
        ring = new Entry[size];
    }

    /// Those whose series is known. One that is the same as the last of its series, or older, is not added.
    synchronized void addAll(SampleBatch batch, Head head) {
        if (ring.length == 0) {
            return;
        }
        for (var tagged : batch.exemplars()) {
            if (head.touch(tagged.reference())) {
                add(new Entry(head.labels(tagged.reference()), tagged.exemplar()));
            }
        }
    }

    /// From now on those are taken that are older than others of their series.
    synchronized void restart() {
        newest.clear();
    }

    private void add(Entry entry) {
        var last = newest.get(entry.series);
        if (last != null && last.exemplar.time() >= entry.exemplar.time()) {
            return;
        }
        var replaced = ring[next];
        if (replaced != null && replaced.equals(newest.get(replaced.series))) {
            newest.remove(replaced.series);
        }
        ring[next] = entry;
        next = (next + 1) % ring.length;
        newest.put(entry.series, entry);
    }

    /// By series, in the order of labels and time: of the series that match all matchers of one of the lists.
    synchronized Map<Labels, List<Exemplar>> select(
            long from, long to, List<List<Matcher>> selectors) {
        var found = new TreeMap<Labels, List<Exemplar>>();
        for (int i = 0; i < ring.length; i++) {
            var entry = ring[(next + i) % ring.length];
            if (entry != null
                    && entry.exemplar.time() >= from
                    && entry.exemplar.time() <= to
                    && selectors.stream().anyMatch(all -> matches(all, entry.series))) {
                found.computeIfAbsent(entry.series, _ -> new ArrayList<>()).add(entry.exemplar);
            }
        }
        return found;
    }

    private static boolean matches(List<Matcher> matchers, Labels labels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(labels));
    }
}
