package penstock.metrics.rules;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.series.SeriesSource;

/// Two sources as one. Where both have a sample of the same time, that of the upper one counts.
public final class LayeredSource implements SeriesSource {
    private final SeriesSource lower;
    private final SeriesSource upper;

    public LayeredSource(SeriesSource lower, SeriesSource upper) {
        this.lower = lower;
        this.upper = upper;
    }

    @Override
    public List<Series> select(long from, long to, List<Matcher> matchers) {
        List<Series> below = lower.select(from, to, matchers);
        List<Series> above = upper.select(from, to, matchers);
        var merged = new ArrayList<Series>(below.size() + above.size());
        int i = 0;
        int j = 0;
        while (i < below.size() && j < above.size()) {
            Series a = below.get(i);
            Series b = above.get(j);
            int order = a.labels().compareTo(b.labels());
            merged.add(order == 0 ? new Both(a, b) : order < 0 ? a : b);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        merged.addAll(below.subList(i, below.size()));
        merged.addAll(above.subList(j, above.size()));
        return merged;
    }

    private record Both(Series below, Series above) implements Series {
        @Override
        public Labels labels() {
            return above.labels();
        }

        @Override
        public void read(long from, long to, Samples into) {
            var a = new Samples();
            var b = new Samples();
            below.read(from, to, a);
            above.read(from, to, b);
            int i = 0;
            int j = 0;
            while (i < a.size() || j < b.size()) {
                long x = i < a.size() ? a.time(i) : Long.MAX_VALUE;
                long y = j < b.size() ? b.time(j) : Long.MAX_VALUE;
                if (y <= x) {
                    copy(b, j, into);
                    j++;
                    i += x == y ? 1 : 0;
                } else {
                    copy(a, i, into);
                    i++;
                }
            }
        }

        private static void copy(Samples from, int index, Samples into) {
            var histogram = from.histogram(index);
            if (histogram == null) {
                into.add(from.time(index), from.value(index));
            } else {
                into.add(from.time(index), histogram);
            }
            into.startedAt(from.start(index));
        }
    }
}
