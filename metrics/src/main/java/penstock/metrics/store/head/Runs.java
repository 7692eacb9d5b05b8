package penstock.metrics.store.head;

import java.util.List;
import penstock.metrics.histogram.CounterReset;
import penstock.metrics.series.Samples;

/// Samples copied and merged.
public final class Runs {
    private Runs() {}

    public static void copy(Samples from, int index, Samples into) {
        var histogram = from.histogram(index);
        if (histogram == null) {
            into.add(from.time(index), from.value(index));
        } else {
            into.add(from.time(index), histogram);
        }
        into.startedAt(from.start(index));
    }

    /// As [#copy], where a sample may not come after the same one as before: nothing is said of resets between them.
    public static void copyAlone(Samples from, int index, Samples into) {
        var histogram = from.histogram(index);
        if (histogram == null || histogram.counterReset() == CounterReset.GAUGE) {
            copy(from, index, into);
            return;
        }
        into.add(from.time(index), histogram.withCounterReset(CounterReset.UNKNOWN));
        into.startedAt(from.start(index));
    }

    /// Appends the samples of several runs, each in the order of time, in the order of time; of those with the same time the
    /// one of the first run.
    public static void merge(List<Samples> runs, Samples into) {
        var next = new int[runs.size()];
        while (true) {
            int least = -1;
            for (int i = 0; i < next.length; i++) {
                var run = runs.get(i);
                boolean isEarlier =
                        next[i] < run.size()
                                && (least < 0
                                        || run.time(next[i]) < runs.get(least).time(next[least]));
                least = isEarlier ? i : least;
            }
            if (least < 0) {
                return;
            }
            long time = runs.get(least).time(next[least]);
            copyAlone(runs.get(least), next[least], into);
            for (int i = 0; i < next.length; i++) {
                while (next[i] < runs.get(i).size() && runs.get(i).time(next[i]) == time) {
                    next[i]++;
                }
            }
        }
    }
}
