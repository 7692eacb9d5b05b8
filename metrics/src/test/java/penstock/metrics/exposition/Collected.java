package penstock.metrics.exposition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.labels.Numbers;

/// Writes down in one line each what an exposition handed over.
final class Collected implements ExpositionSink {
    final List<String> lines = new ArrayList<>();
    final List<FloatHistogram> histograms = new ArrayList<>();
    final List<String> series = new ArrayList<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Collected text(String text) {
        var collected = new Collected();
        PrometheusText.read(bytes(text), bytes(text).length, Limits.NONE, collected);
        return collected;
    }

    static Collected openMetrics(String text, Strictness strictness) {
        var collected = new Collected();
        OpenMetricsText.read(bytes(text), bytes(text).length, Limits.NONE, strictness, collected);
        return collected;
    }

    static Collected protobuf(byte[] body) {
        var collected = new Collected();
        ProtobufExposition.read(body, body.length, Limits.NONE, false, collected);
        return collected;
    }

    @Override
    public void type(String family, MetricType type) {
        lines.add("type " + family + " " + type.text());
    }

    @Override
    public void help(String family, String help) {
        lines.add("help " + family + " " + help);
    }

    @Override
    public void unit(String family, String unit) {
        lines.add("unit " + family + " " + unit);
    }

    @Override
    public void sample(SampleView sample) {
        add(sample, Numbers.general(sample.value()));
    }

    @Override
    public void histogram(SampleView sample, FloatHistogram histogram) {
        histograms.add(histogram);
        add(sample, histogram.toString());
    }

    @Override
    public void exemplars(SampleView sample, List<Exemplar> exemplars) {
        lines.add("exemplars of " + sample.labels() + ": " + exemplars);
    }

    private void add(SampleView sample, String value) {
        series.add(
                new String(
                        sample.bytes(),
                        sample.seriesStart(),
                        sample.seriesEnd() - sample.seriesStart(),
                        StandardCharsets.ISO_8859_1));
        var line = new StringBuilder().append(sample.labels()).append(' ').append(value);
        if (sample.time() != SampleView.NO_TIME) {
            line.append(" @").append(sample.time());
        }
        if (sample.created() != SampleView.NO_TIME) {
            line.append(" since ").append(sample.created());
        }
        if (sample.isCreated()) {
            line.append(" created");
        }
        for (var exemplar : sample.exemplars()) {
            line.append(" # ")
                    .append(exemplar.labels())
                    .append(' ')
                    .append(Numbers.general(exemplar.value()));
            if (exemplar.time() != SampleView.NO_TIME) {
                line.append(" @").append(exemplar.time());
            }
        }
        lines.add(line.toString());
    }
}
