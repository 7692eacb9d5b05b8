package penstock.metrics.promql;

/// A sum that keeps its rounding error apart, as Neumaier improved Kahan's, and adds it at the end.
final class Sum {
    private double value;
    private double error;

    static Sum of(double value) {
        var sum = new Sum();
        sum.value = value;
        return sum;
    }

    void add(double increment) {
        double total = value + increment;
        error = error(error, value, increment, total);
        value = total;
    }

    /// The error with that of one more addition, which gave this total.
    static double error(double error, double value, double increment, double total) {
        if (Double.isInfinite(total)) {
            return 0;
        }
        return Math.abs(value) >= Math.abs(increment)
                ? error + ((value - total) + increment)
                : error + ((increment - total) + value);
    }

    /// Without the error.
    double rough() {
        return value;
    }

    double error() {
        return error;
    }

    double total() {
        return value + error;
    }
}
