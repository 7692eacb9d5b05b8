package penstock.metrics.promql;

import penstock.metrics.labels.Numbers;

/// Numbers as OpenMetrics writes them in labels: always with a point or an exponent.
final class OpenMetricsNumber {
    private OpenMetricsNumber() {}

    static String text(double value) {
        String text = Numbers.general(value == 0 ? 0 : value);
        boolean isMarked =
                !Double.isFinite(value) || text.indexOf('e') >= 0 || text.indexOf('.') >= 0;
        return isMarked ? text : text + ".0";
    }
}
