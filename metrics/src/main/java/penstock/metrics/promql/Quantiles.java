package penstock.metrics.promql;

import java.util.Arrays;

/// Quantiles of plain numbers.
final class Quantiles {
    private Quantiles() {}

    static boolean isValid(double quantile) {
        return quantile >= 0 && quantile <= 1;
    }

    /// Interpolated between neighbours. Sorts the first numbers of the array, NaN before all others.
    static double of(double quantile, double[] numbers, int size) {
        if (size == 0 || Double.isNaN(quantile)) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        int nans = nansFirst(numbers, size);
        Arrays.sort(numbers, nans, size);
        double rank = quantile * (size - 1);
        int lower = (int) Math.max(0, Math.floor(rank));
        int upper = Math.min(size - 1, lower + 1);
        double weight = rank - Math.floor(rank);
        return numbers[lower] * (1 - weight) + numbers[upper] * weight;
    }

    private static int nansFirst(double[] numbers, int size) {
        int nans = 0;
        for (int i = 0; i < size; i++) {
            if (Double.isNaN(numbers[i])) {
                double other = numbers[nans];
                numbers[nans++] = numbers[i];
                numbers[i] = other;
            }
        }
        return nans;
    }
}
