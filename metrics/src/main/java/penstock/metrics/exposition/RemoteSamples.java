package penstock.metrics.exposition;

/// Reads the samples and histograms of one series of remote write, which are the same in both versions.
final class RemoteSamples {
    private final WireReader in;
    private final KeyedSample sample;
    private final ExpositionSink sink;

    RemoteSamples(WireReader in, KeyedSample sample, ExpositionSink sink) {
        this.in = in;
        this.sample = sample;
        this.sink = sink;
    }

    void sample() {
        int outer = in.enter();
        double value = 0;
        long time = 0;
        long started = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> value = in.real();
                case 2 -> time = in.number();
                case 3 -> started = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        begin(value, time, started);
        sink.sample(sample);
    }

    void histogram() {
        int outer = in.enter();
        var histogram = RemoteHistogram.read(in);
        in.leave(outer);
        begin(0, histogram.time(), histogram.started());
        sink.histogram(sample, histogram.toHistogram());
    }

    private void begin(double value, long time, long started) {
        sample.begin("", value);
        sample.at(time);
        sample.createdAt(started == 0 ? SampleView.NO_TIME : started);
    }
}
