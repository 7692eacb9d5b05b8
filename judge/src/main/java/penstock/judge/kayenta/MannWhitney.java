package penstock.judge.kayenta;

import java.util.Arrays;
import java.util.Optional;

/// The Mann–Whitney (Wilcoxon rank sum) test with a confidence interval of the shift: R's
/// `wilcox.test(candidate, baseline, conf.int = TRUE, exact = FALSE)`. The ends are where the test, by its normal
/// approximation with correction for ties and for continuity, would just not reject; they are searched for.
final class MannWhitney {
    private final double[] candidate;
    private final double[] baseline;

    private MannWhitney(double[] baseline, double[] candidate) {
        this.candidate = sorted(candidate);
        this.baseline = sorted(baseline);
    }

    private static double[] sorted(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /// The shift of the candidate, or nothing if the values say nothing about it: one value on each side.
    ///
    /// @param baseline at least one finite number
    /// @param candidate at least one finite number
    /// @param confidence of the interval, between 0 and 1
    static Optional<Shift> shift(double[] baseline, double[] candidate, double confidence) {
        return of(baseline, candidate).shift(confidence);
    }

    static MannWhitney of(double[] baseline, double[] candidate) {
        return new MannWhitney(baseline, candidate);
    }

    private Optional<Shift> shift(double confidence) {
        if (candidate.length == 1 && baseline.length == 1) {
            return Optional.empty();
        }
        if (isOneValue(candidate) && isOneValue(baseline)) {
            // The rank test cannot tell how far apart they are: moved onto each other, all values
            // are tied.
            var apart = candidate[0] - baseline[0];
            return Optional.of(new Shift(apart, apart, apart));
        }
        var z = Normal.quantile((1 + confidence) / 2);
        return Optional.of(new Shift(where(z), where(-z), where(0)));
    }

    private static boolean isOneValue(double[] sorted) {
        return sorted[0] == sorted[sorted.length - 1];
    }

    private double where(double z) {
        var low = candidate[0] - baseline[baseline.length - 1];
        var high = candidate[candidate.length - 1] - baseline[0];
        return RootSearch.root(shift -> statistic(shift) - z, low, high);
    }

    /// The standardised rank sum of the candidate's values, each less `shift`. Both sides are sorted, so one walk along
    /// them gives ranks and ties.
    double statistic(double shift) {
        double m = candidate.length;
        double n = baseline.length;
        var rankSum = 0.0;
        var ties = 0.0;
        var rank = 0;
        var mine = 0;
        var theirs = 0;
        while (mine < candidate.length || theirs < baseline.length) {
            var value = next(mine, theirs, shift);
            var mineFrom = mine;
            var theirsFrom = theirs;
            while (mine < candidate.length && candidate[mine] - shift == value) {
                mine++;
            }
            while (theirs < baseline.length && baseline[theirs] == value) {
                theirs++;
            }
            var equal = mine - mineFrom + theirs - theirsFrom;
            rankSum += (mine - mineFrom) * (rank + (equal + 1) / 2.0);
            ties += (double) equal * equal * equal - equal;
            rank += equal;
        }
        var above = rankSum - m * (m + 1) / 2 - m * n / 2;
        var spread = Math.sqrt(m * n / 12 * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
        return (above - Math.signum(above) / 2) / spread;
    }

    private double next(int mine, int theirs, double shift) {
        if (mine == candidate.length) {
            return baseline[theirs];
        }
        var shifted = candidate[mine] - shift;
        return theirs == baseline.length ? shifted : Math.min(shifted, baseline[theirs]);
    }

    /// Share of all pairs in which the candidate's value is higher, ties counting half: the common language effect size.
    static double shareHigher(double[] baseline, double[] candidate) {
        var sorted = sorted(baseline);
        var higher = 0.0;
        for (var value : candidate) {
            higher += (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2.0;
        }
        return higher / candidate.length / baseline.length;
    }

    /// How many sorted values are less than `limit`, or equal to it.
    private static int countBelow(double[] sorted, double limit, boolean isEqualCounted) {
        var low = 0;
        var high = sorted.length;
        while (low < high) {
            var middle = (low + high) >>> 1;
            var isBelow = isEqualCounted ? sorted[middle] <= limit : sorted[middle] < limit;
            if (isBelow) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
