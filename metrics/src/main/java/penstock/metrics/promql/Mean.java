package penstock.metrics.promql;

import penstock.metrics.histogram.Kahan;

/// A mean: the sum by the count while the sum is finite, and from then on a mean that each value moves a little.
final class Mean {
    private double value;
    private double error;
    private double count;
    private boolean isIncremental;

    void add(double next) {
        count++;
        if (count == 1) {
            value = next;
            return;
        }
        if (!isIncremental) {
            double total = value + next;
            if (!Double.isInfinite(total)) {
                error = Kahan.error(error, value, next, total);
                value = total;
                return;
            }
            isIncremental = true;
            value /= count - 1;
            error /= count - 1;
        }
        double share = (count - 1) / count;
        double increment = next / count;
        double old = share * value;
        double total = old + increment;
        error = Kahan.error(share * error, old, increment, total);
        value = total;
    }

    double get() {
        return isIncremental ? value + error : value / count + error / count;
    }

    void clear() {
        value = 0;
        error = 0;
        count = 0;
        isIncremental = false;
    }
}
