package penstock.metrics.promql;

import penstock.metrics.histogram.Kahan;

/// A sum that keeps its rounding error apart, as Neumaier improved Kahan's, and adds it at the end.
final class Sum {
    private double value;
    private double error;

    void add(double increment) {
        double total = value + increment;
        error = Kahan.error(error, value, increment, total);
        value = total;
    }

    double total() {
        return value + error;
    }
}
