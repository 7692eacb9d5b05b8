package penstock.metrics.exposition;

/// Reads a message `prometheus.WriteRequest`.
final class RemoteWrite1 {
    private final WireReader in;
    private final ExpositionSink sink;
    private final WireSeries series;
    private final KeyedSample sample;
    private final RemoteSamples samples;

    RemoteWrite1(WireReader in, Limits limits, ExpositionSink sink) {
        this.in = in;
        this.sink = sink;
        series = new WireSeries(in, limits);
        sample = series.sample();
        samples = new RemoteSamples(in, sample, sink);
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
        series.begin();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                series.readLabel();
            } else {
                in.skip();
            }
        }
        sample.endPoint();
        samples.beginSeries(0);
        in.moveTo(start);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 2 -> samples.sample();
                case 3 -> samples.exemplar(exemplar());
                case 4 -> samples.histogram();
                default -> in.skip();
            }
        }
    }

    private Exemplar exemplar() {
        int outer = in.enter();
        var labels = new ExemplarLabels();
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
                case 1 -> type = WireParts.type(in, RemoteWrite.TYPES);
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
