package penstock.server.prometheus;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;
import penstock.metrics.promql.Engine;
import penstock.metrics.series.Samples;
import penstock.metrics.store.TimeSeriesStore;

/// The newest sample of chosen series as text, for another Prometheus to scrape. Native histograms have no form in that text and
/// are left out.
final class Federation {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private record Point(double value, long time) {}

    private Federation() {}

    /// `__name__` comes before nearly every other label, but not before one in capitals, so lines are grouped by it first.
    private static final Comparator<Labels> BY_NAME =
            Comparator.comparing(Labels::metricName, Labels::compareUtf8)
                    .thenComparing(Comparator.naturalOrder());

    /// How many series there may be: they are in memory while they are written.
    private static final int MOST = 100_000;

    /// @param now milliseconds since 1970
    /// @param lookback how old a sample may be, milliseconds
    static Reply of(
            Engine.Place place,
            TimeSeriesStore store,
            List<List<Matcher>> selectors,
            long now,
            long lookback) {
        var found = new TreeMap<Labels, Point>(BY_NAME);
        var samples = new Samples();
        for (var selector : selectors) {
            store.visit(
                    now - lookback + 1,
                    now,
                    selector,
                    series -> {
                        place.check("federation");
                        if (series.labels().has(Labels.NAME)
                                && !found.containsKey(series.labels())) {
                            samples.clear();
                            series.read(now - lookback + 1, now, samples);
                            add(series.labels(), samples, found);
                        }
                        return true;
                    });
        }
        return Reply.streamed(place, TYPE, pieces -> write(pieces, found));
    }

    private static void add(Labels labels, Samples samples, Map<Labels, Point> found) {
        int last = samples.size() - 1;
        if (last >= 0 && !samples.isStale(last) && samples.histogram(last) == null) {
            found.put(labels, new Point(samples.value(last), samples.time(last)));
        }
        if (found.size() > MOST) {
            throw new Failure(
                    Reply.Kind.EXECUTION,
                    "more than " + MOST + " series match; choose fewer with match[]");
        }
    }

    private static void write(Pieces pieces, Map<Labels, Point> found) throws IOException {
        var out = pieces.text();
        String before = "";
        for (var entry : found.entrySet()) {
            var name = entry.getKey().metricName();
            if (!name.equals(before)) {
                out.append("# TYPE ");
                if (Quoting.isPlainMetric(name)) {
                    out.append(name);
                } else {
                    quoted(out, name);
                }
                out.append(" untyped\n");
                before = name;
            }
            line(out, entry.getKey(), entry.getValue());
            pieces.spillIfLarge();
        }
    }

    private static void line(StringBuilder out, Labels labels, Point point) {
        var name = labels.metricName();
        boolean isPlain = Quoting.isPlainMetric(name);
        if (isPlain) {
            out.append(name).append('{');
        } else {
            quoted(out.append('{'), name).append(',');
        }
        // With an empty one the reader that honours labels does not put its own there.
        out.append(labels.has("instance") ? "" : "instance=\"\",");
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.name(i).equals(Labels.NAME)) {
                if (Quoting.isPlainLabel(labels.name(i))) {
                    out.append(labels.name(i));
                } else {
                    quoted(out, labels.name(i));
                }
                quoted(out.append('='), labels.value(i)).append(',');
            }
        }
        if (out.charAt(out.length() - 1) == ',') {
            out.setLength(out.length() - 1);
        }
        Numbers.general(out.append("} "), point.value).append(' ').append(point.time).append('\n');
    }

    private static StringBuilder quoted(StringBuilder out, String text) {
        return out.append('"')
                .append(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\""))
                .append('"');
    }
}
