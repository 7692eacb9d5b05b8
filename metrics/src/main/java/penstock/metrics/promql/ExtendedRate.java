package penstock.metrics.promql;

import penstock.metrics.promql.syntax.Extension;
import penstock.metrics.series.Samples;

/// `rate`, `increase` and `delta` of numbers with `anchored` or `smoothed`: the difference of the values at the ends of the range,
/// which samples outside of it give.
final class ExtendedRate {
    private ExtendedRate() {}

    /// Which samples of a window matter.
    ///
    /// @param first the last one at or before the start of the range, if there is one, else the first
    /// @param last the last one in the range; with `smoothed`, the first at or after its end, if there is one
    record Bounds(int first, int last) {
        static Bounds of(RangeStep step, Samples samples, int from, int end) {
            int last = end - 1;
            int afterStart = from;
            while (afterStart < last && samples.time(afterStart) <= step.start()) {
                afterStart++;
            }
            int first = Math.max(from, afterStart - 1);
            if (step.extension() == Extension.SMOOTHED) {
                last = Interpolation.from(samples, from, last, step.end());
            }
            return new Bounds(first, last);
        }

        boolean isEmpty(RangeStep step, Samples samples) {
            return samples.time(last) <= step.start()
                    || (step.extension() == Extension.SMOOTHED && samples.time(first) > step.end());
        }
    }

    static void ofFloats(RangeStep step, boolean isCounter, boolean isPerSecond) {
        Window window = step.window();
        Samples floats = window.floats();
        var bounds = Bounds.of(step, floats, window.firstFloat(), window.endFloat());
        if (bounds.isEmpty(step, floats)) {
            return;
        }
        boolean isSmoothed = step.extension() == Extension.SMOOTHED;
        int first = bounds.first;
        int last = bounds.last;
        double left =
                isSmoothed && floats.time(first) < step.start()
                        ? Interpolation.between(floats, first, step.start(), isCounter)
                        : floats.value(first);
        double right =
                isSmoothed && last > window.firstFloat() && floats.time(last) > step.end()
                        ? Interpolation.between(floats, last - 1, step.end(), isCounter)
                        : floats.value(last);
        double increase = right - left;
        if (isCounter) {
            int from = floats.time(first) <= step.start() ? first + 1 : first;
            int to = floats.time(last) >= step.end() ? last - 1 : last;
            increase += lost(floats, from, to, left, right);
        }
        step.put(isPerSecond ? increase / step.seconds() : increase);
    }

    /// What the counter had before each reset, from the value at the start of the range over the samples in it to that at its
    /// end.
    private static double lost(Samples floats, int from, int to, double left, double right) {
        double lost = 0;
        double previous = left;
        for (int i = from; i <= to; i++) {
            double value = floats.value(i);
            if (value < previous) {
                lost += previous;
            }
            previous = value;
        }
        return right < previous ? lost + previous : lost;
    }
}
