package penstock.capabilities.scraped;

import java.util.List;
import penstock.metrics.promql.Line;

/// How much counters grew in an interval. A counter that is lower than before began anew: all it shows then is growth. Samples
/// that came late change nothing of what was counted, because growth is taken between samples, and those before the
/// interval are only where it begins.
///
/// @param sum of all series; 0 or more
/// @param ignored samples that cannot be those of a counter
record CounterGrowth(double sum, long ignored) {
    /// More than anybody counts in an interval; a broken counter must not make sums overflow.
    private static final long MOST = 1L << 40;

    static CounterGrowth of(List<Line> lines, Presence presence, Span span) {
        double sum = 0;
        long ignored = 0;
        for (var line : lines) {
            var target = Presence.target(line.labels());
            boolean hasBefore = false;
            double before = 0;
            long beforeAt = 0;
            for (int i = 0; i < line.size() && line.time(i) <= span.to(); i++) {
                long time = line.time(i);
                double value = line.value(i);
                if (!(value >= 0 && value <= Double.MAX_VALUE) || line.histogram(i) != null) {
                    ignored += span.has(time) ? 1 : 0;
                    continue;
                }
                boolean isCounted =
                        hasBefore
                                ? span.isBridged(beforeAt, time)
                                : presence.isKnownBefore(target, time, span);
                if (isCounted && span.has(time)) {
                    sum += value >= before ? value - before : value;
                }
                hasBefore = true;
                before = value;
                beforeAt = time;
            }
        }
        return new CounterGrowth(Math.min(sum, Double.MAX_VALUE), ignored);
    }

    /// As a whole number, for what is counted one by one.
    long whole() {
        return Math.min(Math.round(sum), MOST);
    }
}
