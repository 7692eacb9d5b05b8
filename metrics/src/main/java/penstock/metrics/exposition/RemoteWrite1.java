package penstock.metrics.exposition;

import java.util.ArrayList;
import penstock.metrics.labels.Labels;

/// Reads a message `prometheus.WriteRequest`.
final class RemoteWrite1 {
    private final WireReader in;
    private final ExpositionSink sink;
    private final WireSample sample;

    RemoteWrite1(WireReader in, Limits limits, ExpositionSink sink) {
        this.in = in;
        this.sink = sink;
        sample = new WireSample(in, limits);
    }

    void read() {
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field != 1 && field != 3) {
                in.skip();
                continue;
            }
            int outer = in.enter();
            if (field == 1) {
                series();
            } else {
                metadata();
            }
            in.leave(outer);
        }
    }

    private void series() {
        int start = in.at();
        sample.beginSeries();
        var exemplars = new ArrayList<Exemplar>(0);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> label();
                case 3 -> exemplars.add(exemplar());
                default -> in.skip();
            }
        }
        sample.endLabels();
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 2 -> sample();
                case 4 -> histogram();
                default -> in.skip();
            }
        }
        if (!exemplars.isEmpty()) {
            sample.begin("", 0);
            sink.exemplars(sample, exemplars);
        }
    }

    private void label() {
        int outer = in.enter();
        int[] range = new int[4];
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field > 2) {
                in.skip();
                continue;
            }
            int text = in.enter();
            range[2 * field - 2] = in.at();
            range[2 * field - 1] = in.end();
            in.leave(text);
        }
        in.leave(outer);
        sample.label(range[0], range[1], range[2], range[3]);
    }

    private void sample() {
        int outer = in.enter();
        double value = 0;
        long time = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> value = in.real();
                case 2 -> time = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        sample.begin("", value);
        sample.at(time);
        sink.sample(sample);
    }

    private void histogram() {
        int outer = in.enter();
        var histogram = RemoteHistogram.read(in);
        in.leave(outer);
        sample.begin("", 0);
        sample.at(histogram.time());
        sink.histogram(sample, histogram.toHistogram());
    }

    private Exemplar exemplar() {
        int outer = in.enter();
        var labels = Labels.builder();
        double value = 0;
        long time = SampleView.NO_TIME;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> WireParts.label(in, labels);
                case 2 -> value = in.real();
                case 3 -> time = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new Exemplar(labels.build(), value, time);
    }

    private void metadata() {
        var type = MetricType.UNKNOWN;
        String family = "";
        String help = "";
        String unit = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> type = RemoteWrite.type(in, in.number());
                case 2 -> family = in.text();
                case 4 -> help = in.text();
                case 5 -> unit = in.text();
                default -> in.skip();
            }
        }
        sink.type(family, type);
        if (!help.isEmpty()) {
            sink.help(family, help);
        }
        if (!unit.isEmpty()) {
            sink.unit(family, unit);
        }
    }
}
