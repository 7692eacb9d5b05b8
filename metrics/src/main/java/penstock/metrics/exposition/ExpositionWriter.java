package penstock.metrics.exposition;

import java.util.Optional;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Numbers;
import penstock.metrics.labels.Quoting;

/// Writes text, or OpenMetrics, of families one after another: the lines of metadata, then the samples. Names beyond ASCII
/// letters are written in quotes.
public final class ExpositionWriter {
    private final StringBuilder out;
    private final boolean isOpenMetrics;

    /// @param format text or OpenMetrics
    public ExpositionWriter(StringBuilder out, ExpositionFormat format) {
        if (format == ExpositionFormat.PROTOBUF) {
            throw new IllegalArgumentException("format: protobuf (expected: a text format)");
        }
        this.out = out;
        isOpenMetrics = format == ExpositionFormat.OPEN_METRICS;
    }

    /// Begins a family.
    ///
    /// @param family the name without the suffix of its samples, that is, without `_total` for a counter
    /// @param help and unit may be empty
    public void family(String family, MetricType type, String help, String unit) {
        String name = isOpenMetrics ? family : textName(family, type);
        line(
                "HELP",
                name,
                Escapes.escape(new StringBuilder(), help, isOpenMetrics).toString(),
                !help.isEmpty());
        line("TYPE", name, isOpenMetrics ? type.text() : textType(type), true);
        line("UNIT", name, unit, isOpenMetrics && !unit.isEmpty());
    }

    private void line(String keyword, String name, String rest, boolean isWanted) {
        if (isWanted) {
            out.append("# ").append(keyword).append(' ');
            name(name).append(' ').append(rest).append('\n');
        }
    }

    /// In the text format the family of a counter or info is called as its samples are.
    private static String textName(String family, MetricType type) {
        return switch (type) {
            case COUNTER -> family + "_total";
            case INFO -> family + "_info";
            case GAUGE, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, STATE_SET, UNKNOWN -> family;
        };
    }

    private static String textType(MetricType type) {
        return switch (type) {
            case COUNTER -> "counter";
            case GAUGE, INFO, STATE_SET -> "gauge";
            case HISTOGRAM, GAUGE_HISTOGRAM -> "histogram";
            case SUMMARY -> "summary";
            case UNKNOWN -> "untyped";
        };
    }

    /// @param time milliseconds since 1970, or [SampleView#NO_TIME]
    public void sample(Labels labels, double value, long time) {
        sample(labels, value, time, Optional.empty());
    }

    /// Exemplars are written in OpenMetrics only.
    public void sample(Labels labels, double value, long time, Optional<Exemplar> exemplar) {
        series(labels);
        number(out.append(' '), value);
        if (time != SampleView.NO_TIME) {
            time(time);
        }
        exemplar.filter(e -> isOpenMetrics).ifPresent(this::exemplar);
        out.append('\n');
    }

    /// Nothing may come after it.
    public void end() {
        if (isOpenMetrics) {
            out.append("# EOF\n");
        }
    }

    private void series(Labels labels) {
        String metric = labels.metricName();
        boolean isPlain = Quoting.isPlainMetric(metric);
        if (isPlain) {
            out.append(metric);
        }
        char separator = '{';
        if (!isPlain && !metric.isEmpty()) {
            quoted(out.append('{'), metric);
            separator = ',';
        }
        separator = labels(labels, separator);
        if (separator == ',' || metric.isEmpty()) {
            out.append(separator == ',' ? "}" : "{}");
        }
    }

    private char labels(Labels labels, char first) {
        char separator = first;
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.name(i).equals(Labels.NAME)) {
                out.append(separator);
                if (Quoting.isPlainLabel(labels.name(i))) {
                    out.append(labels.name(i));
                } else {
                    quoted(out, labels.name(i));
                }
                quoted(out.append('='), labels.value(i));
                separator = ',';
            }
        }
        return separator;
    }

    private void exemplar(Exemplar exemplar) {
        out.append(" # ");
        char separator = labels(exemplar.labels(), '{');
        number(out.append(separator == ',' ? "} " : "{} "), exemplar.value());
        if (exemplar.time() != SampleView.NO_TIME) {
            time(exemplar.time());
        }
    }

    private void time(long time) {
        out.append(' ');
        if (isOpenMetrics) {
            Numbers.plain(out, time / 1000.0);
        } else {
            out.append(time);
        }
    }

    private void number(StringBuilder text, double value) {
        if (isOpenMetrics) {
            Numbers.openMetrics(text, value);
        } else {
            Numbers.general(text, value);
        }
    }

    private StringBuilder name(String name) {
        return Quoting.isPlainMetric(name) ? out.append(name) : quoted(out, name);
    }

    private static StringBuilder quoted(StringBuilder text, String content) {
        return Escapes.escape(text.append('"'), content, true).append('"');
    }
}
