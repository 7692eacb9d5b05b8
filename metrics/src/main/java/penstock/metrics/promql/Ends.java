package penstock.metrics.promql;

/// The first and the last sample of a range, and their times.
final class Ends {
    private Ends() {}

    private static boolean isFirstFloat(Window window) {
        return window.histogramCount() == 0
                || (window.floatCount() > 0
                        && window.floats().time(window.firstFloat())
                                < window.histograms().time(window.firstHistogram()));
    }

    private static boolean isLastFloat(Window window) {
        return window.histogramCount() == 0
                || (window.floatCount() > 0
                        && window.floats().time(window.endFloat() - 1)
                                > window.histograms().time(window.endHistogram() - 1));
    }

    static void first(RangeStep step) {
        Window window = step.window();
        if (isFirstFloat(window)) {
            step.put(window.floats().value(window.firstFloat()));
        } else {
            step.put(HistogramRate.at(window.histograms(), window.firstHistogram()));
        }
    }

    static void last(RangeStep step) {
        Window window = step.window();
        if (isLastFloat(window)) {
            step.put(window.floats().value(window.endFloat() - 1));
        } else {
            step.put(HistogramRate.at(window.histograms(), window.endHistogram() - 1));
        }
    }

    static void firstTime(RangeStep step) {
        Window window = step.window();
        long time =
                isFirstFloat(window)
                        ? window.floats().time(window.firstFloat())
                        : window.histograms().time(window.firstHistogram());
        step.put(time / 1000.0);
    }

    static void lastTime(RangeStep step) {
        Window window = step.window();
        long time =
                isLastFloat(window)
                        ? window.floats().time(window.endFloat() - 1)
                        : window.histograms().time(window.endHistogram() - 1);
        step.put(time / 1000.0);
    }
}
