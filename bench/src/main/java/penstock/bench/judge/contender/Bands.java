package penstock.bench.judge.contender;

import java.util.TreeSet;
import penstock.judge.Histogram;

/// Bands around an empirical distribution function that hold at every moment (Howard and Ramdas, arXiv 1906.09712,
/// theorem 2), and what two of them say about who is slower.
///
/// @param alpha chance that the band is ever left
/// @param least values from which on it holds
record Bands(double alpha, long least, double constant) {
    /// Factor of the width; the constant follows from it and from alpha.
    private static final double FACTOR = 0.85;

    static Bands of(double alpha, long least) {
        return new Bands(alpha, least, constant(alpha));
    }

    private static double constant(double alpha) {
        var low = 1.0;
        var high = 100.0;
        for (var i = 0; i < 60; i++) {
            var middle = (low + high) / 2;
            if (chance(middle) > alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /// The bound on the chance with the best of all spacings of epochs.
    private static double chance(double constant) {
        var best = 1.0;
        var most = 2 * FACTOR * FACTOR;
        for (var i = 1; i < 2_000; i++) {
            var spacing = 1 + i * (most - 1) / 2_000;
            var gamma = Math.sqrt(2 / spacing) * (FACTOR - Math.sqrt(2 * (spacing - 1) / constant));
            if (gamma > 1) {
                var square = gamma * gamma;
                best =
                        Math.min(
                                best,
                                4
                                        * Math.exp(-square * constant)
                                        * (1 + 1 / ((square - 1) * Math.log(spacing))));
            }
        }
        return best;
    }

    /// Half the width for so many values; infinite for fewer than the least.
    double halfWidth(long values) {
        return values < least
                ? Double.POSITIVE_INFINITY
                : FACTOR
                        * Math.sqrt(
                                (Math.log(1 + Math.log((double) values / least)) + constant)
                                        / values);
    }

    /// By how much, at some duration, surely more of the candidate's values than of stable's are longer; negative if nowhere.
    double slower(Histogram stable, Histogram candidate) {
        var edges = new TreeSet<>(stable.buckets().keySet());
        edges.addAll(candidate.buckets().keySet());
        var most = Double.NEGATIVE_INFINITY;
        for (var edge : edges) {
            var difference =
                    (double) candidate.countAbove(edge) / candidate.count()
                            - (double) stable.countAbove(edge) / stable.count();
            most = Math.max(most, difference);
        }
        return most - halfWidth(stable.count()) - halfWidth(candidate.count());
    }
}
