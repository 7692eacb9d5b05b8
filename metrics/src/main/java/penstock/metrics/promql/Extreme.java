package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// The greatest or least number of a range, or the time of the last that is. While that number stays in the window, only those
/// that come into it are looked at.
final class Extreme implements RangeFunction {
    private final boolean isMax;
    private final boolean wantsTime;

    /// Where the extreme of the last window is, and up to where it was looked for.
    private int place = -1;

    private int end;

    Extreme(boolean isMax, boolean wantsTime) {
        this.isMax = isMax;
        this.wantsTime = wantsTime;
    }

    @Override
    public void apply(RangeStep step) {
        Window window = step.window();
        if (window.floatCount() == 0) {
            return;
        }
        if (window.histogramCount() > 0) {
            step.noteIgnored();
        }
        if (wantsTime) {
            step.put(time(window) / 1000.0);
        } else {
            step.put(value(window));
        }
    }

    @Override
    public void begin(RangeStep step) {
        place = -1;
    }

    private double value(Window window) {
        Samples floats = window.floats();
        boolean isKnown = place >= window.firstFloat();
        int best = isKnown ? place : window.firstFloat();
        double extreme = floats.value(best);
        for (int i = isKnown ? end : best + 1; i < window.endFloat(); i++) {
            double value = floats.value(i);
            if ((isMax ? value > extreme : value < extreme) || Double.isNaN(extreme)) {
                extreme = value;
                best = i;
            }
        }
        place = best;
        end = window.endFloat();
        return extreme;
    }

    private long time(Window window) {
        Samples floats = window.floats();
        int last = window.firstFloat();
        for (int i = last; i < window.endFloat(); i++) {
            double value = floats.value(i);
            double extreme = floats.value(last);
            if ((isMax ? value >= extreme : value <= extreme) || Double.isNaN(extreme)) {
                last = i;
            }
        }
        return floats.time(last);
    }
}
