package penstock.capabilities.scraped;

import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;

/// What histograms counted in an interval: the growth between each two samples that follow each other. One in which a count is lower than
/// before began anew: all it shows then is growth.
///
/// @param parts each with the buckets and the sum of what was observed between two samples
/// @param ignored samples that cannot be those of a histogram
record HistogramGrowth(List<FloatHistogram> parts, long ignored) {
    /// More than anybody observes between two samples; a broken histogram must not make sums overflow.
    private static final double MOST = 1L << 24;

    HistogramGrowth {
        parts = List.copyOf(parts);
    }

    static HistogramGrowth of(List<HistogramSeries> all, Presence presence, Span span) {
        var parts = new ArrayList<FloatHistogram>();
        long ignored = 0;
        for (var series : all) {
            FloatHistogram before = null;
            long beforeAt = 0;
            for (int i = 0; i < series.times().size() && series.times().get(i) <= span.to(); i++) {
                long time = series.times().get(i);
                var now = series.histograms().get(i);
                if (!isSound(now)) {
                    ignored += span.has(time) ? 1 : 0;
                    continue;
                }
                boolean isCounted =
                        before == null
                                ? presence.isKnownBefore(series.target(), time, span)
                                : span.isBridged(beforeAt, time);
                if (isCounted && span.has(time)) {
                    var grown = before == null ? now : grown(now, before);
                    if (grown.count() > MOST) {
                        ignored++;
                    } else if (grown.count() > 0) {
                        parts.add(grown);
                    }
                }
                before = now;
                beforeAt = time;
            }
        }
        return new HistogramGrowth(parts, ignored);
    }

    private static boolean isSound(FloatHistogram histogram) {
        return histogram.problem().isEmpty()
                && histogram.count() >= 0
                && histogram.count() <= Double.MAX_VALUE
                && isEach(histogram.positive().counts())
                && isEach(histogram.negative().counts());
    }

    private static boolean isEach(double[] counts) {
        for (double count : counts) {
            if (!(count >= 0 && count <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /// A classic histogram that became a native one begins anew.
    private static FloatHistogram grown(FloatHistogram now, FloatHistogram before) {
        boolean isNew = !now.isCompatibleWith(before) || now.isResetSince(before);
        return isNew ? now : now.minus(before).value();
    }
}
