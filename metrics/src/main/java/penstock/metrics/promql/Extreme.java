package penstock.metrics.promql;

import penstock.metrics.series.Samples;

/// The greatest or least number of a range, or the time of the last that is.
final class Extreme implements RangeFunction {
    private final boolean isMax;
    private final boolean wantsTime;

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

    private double value(Window window) {
        Samples floats = window.floats();
        double extreme = floats.value(window.firstFloat());
        for (int i = window.firstFloat() + 1; i < window.endFloat(); i++) {
            double value = floats.value(i);
            if ((isMax ? value > extreme : value < extreme) || Double.isNaN(extreme)) {
                extreme = value;
            }
        }
        return extreme;
    }

    private long time(Window window) {
        Samples floats = window.floats();
        int place = window.firstFloat();
        for (int i = place; i < window.endFloat(); i++) {
            double value = floats.value(i);
            double extreme = floats.value(place);
            if ((isMax ? value >= extreme : value <= extreme) || Double.isNaN(extreme)) {
                place = i;
            }
        }
        return floats.time(place);
    }
}
