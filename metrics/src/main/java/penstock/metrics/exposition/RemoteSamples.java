package penstock.metrics.exposition;

import java.util.List;
import penstock.metrics.histogram.FloatHistogram;

/// Reads the samples and histograms of one series of remote write, which are the same in both versions, and hands them over.
final class RemoteSamples {
    private final WireReader in;
    private final KeyedSample sample;
    private final ExpositionSink sink;
    private long started;
    private boolean isFirst;

    RemoteSamples(WireReader in, KeyedSample sample, ExpositionSink sink) {
        this.in = in;
        this.sample = sample;
        this.sink = sink;
    }

    /// What follows is of another series.
    ///
    /// @param counting when its counting began, unless a sample says otherwise; 0 when that is not known
    void beginSeries(long counting) {
        started = counting;
        isFirst = true;
    }

    void sample() {
        int outer = in.enter();
        double value = 0;
        long time = 0;
        long start = started;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> value = in.real();
                case 2 -> time = in.number();
                case 3 -> start = in.number();
                default -> in.skip();
            }
        }
        in.leave(outer);
        begin(value);
        at(time, start);
        sink.sample(sample);
    }

    void histogram() {
        int outer = in.enter();
        var histogram = RemoteHistogram.read(in);
        in.leave(outer);
        begin(0);
        at(histogram.time(), histogram.started() == 0 ? started : histogram.started());
        FloatHistogram whole;
        try {
            whole = histogram.toHistogram();
        } catch (MalformedExposition e) {
            sink.refused(sample, e);
            return;
        }
        sink.histogram(sample, whole);
    }

    void exemplar(Exemplar exemplar) {
        begin(0);
        sink.exemplars(sample, List.of(exemplar));
    }

    private void begin(double value) {
        sample.begin("", value);
        if (!isFirst) {
            sample.continuesSeries();
        }
        isFirst = false;
    }

    private void at(long time, long start) {
        sample.at(time);
        sample.createdAt(start == 0 ? SampleView.NO_TIME : start);
    }
}
