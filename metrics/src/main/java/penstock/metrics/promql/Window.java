package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// The samples of one series that lie in a range, open at its start and closed at its end: numbers and histograms apart, each
/// from one index to before another. The range moves forward only, so that all moves together look at each sample twice.
final class Window {
    private final Samples floats = new Samples();
    private final Samples histograms = new Samples();
    private final Samples mixed = new Samples();
    private int firstFloat;
    private int endFloat;
    private int firstHistogram;
    private int endHistogram;

    /// Goes to the start of another series, whose samples are among the numbers, histograms and stale markers included.
    void arrange() {
        if (floats.hasHistograms()) {
            mixed.clear();
            floats.moveTo(mixed);
            histograms.clear();
            mixed.split(floats, histograms);
        } else {
            floats.dropStale();
            histograms.clear();
        }
        rewind();
    }

    void rewind() {
        firstFloat = 0;
        endFloat = 0;
        firstHistogram = 0;
        endHistogram = 0;
    }

    /// To the samples after `start` until `end`, in milliseconds since 1970; neither lies before that of the last call.
    void move(long start, long end) {
        int size = floats.size();
        while (endFloat < size && floats.time(endFloat) <= end) {
            endFloat++;
        }
        while (firstFloat < endFloat && floats.time(firstFloat) <= start) {
            firstFloat++;
        }
        if (histograms.size() > 0) {
            moveHistograms(start, end);
        }
    }

    private void moveHistograms(long start, long end) {
        while (endHistogram < histograms.size() && histograms.time(endHistogram) <= end) {
            endHistogram++;
        }
        while (firstHistogram < endHistogram && histograms.time(firstHistogram) <= start) {
            firstHistogram++;
        }
    }

    Samples floats() {
        return floats;
    }

    Samples histograms() {
        return histograms;
    }

    int firstFloat() {
        return firstFloat;
    }

    /// The index after that of the last number.
    int endFloat() {
        return endFloat;
    }

    int firstHistogram() {
        return firstHistogram;
    }

    /// The index after that of the last histogram.
    int endHistogram() {
        return endHistogram;
    }

    int floatCount() {
        return endFloat - firstFloat;
    }

    int histogramCount() {
        return endHistogram - firstHistogram;
    }

    int size() {
        return floatCount() + histogramCount();
    }
}
