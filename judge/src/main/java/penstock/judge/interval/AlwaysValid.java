package penstock.judge.interval;

import java.util.function.DoubleUnaryOperator;
import penstock.judge.Histogram;

/// Intervals (confidence sequences) of one version's figures.
///
/// Each contains the figures whose test has not been failed so far: for every possible figure there is a bet against it, an
/// average over many bets, whose wealth would exceed `1 / alpha` with a chance of at most α, ever, if the figure were true.
/// So the interval may be looked at after every request. It is wider than one for a single look at a time fixed before: by
/// about half.
///
/// What they rest on: requests are independent, and the figure stays the same. Where it drifts, the means of [#mean] hold for
/// the average so far; the others are then close, as drift makes counts of the whole no more uncertain.
///
/// Sources: Howard, Ramdas, McAuliffe and Sekhon (arXiv 1810.08240) for shares; Howard and Ramdas (1906.09712) for quantiles;
/// Waudby-Smith and Ramdas (2010.09686) for means.
public final class AlwaysValid {
    /// Intervals are narrowest, compared with what is possible, at this many requests; far from it they are little wider.
    private static final double TUNED_FOR = 1_000;

    /// Bets against a mean: 0.5, 0.25 and so on.
    private static final int STAKES = 16;

    private static final int HALVINGS = 100;

    private AlwaysValid() {}

    /// The share, when `y` of `n` were something.
    ///
    /// @param alpha chance that the interval ever misses the truth, more than 0 and less than 1
    public static Interval share(long n, long y, double alpha) {
        requireAlpha(alpha);
        if (n < 0 || y < 0 || y > n) {
            throw new IllegalArgumentException(
                    "y: " + y + " of n: " + n + " (expected: 0 <= y <= n)");
        }
        return share((double) n, (double) y, alpha, TUNED_FOR);
    }

    static Interval share(double n, double y, double alpha, double tunedFor) {
        var weight = priorWeight(tunedFor);
        DoubleUnaryOperator wealth = p -> shareWealth(p, n, y, weight) + StrictMath.log(alpha);
        if (n == 0) {
            return new Interval(0, 1);
        }
        var low = y == 0 ? 0 : edge(wealth, 0, y / n);
        var high = y == n ? 1 : edge(wealth, 1, y / n);
        return new Interval(low, high);
    }

    /// How much the belief before the first request weighs, in requests, for the narrowest interval at `tunedFor`.
    static double priorWeight(double tunedFor) {
        var nats = 2 * StrictMath.log(1 / 0.05);
        return Math.max(tunedFor / (nats + StrictMath.log1p(nats)) - 1, 1e-3);
    }

    /// Logarithm of the wealth of the bet against the share `p`: the likelihood averaged over shares around `p`
    /// (a beta distribution), over the likelihood of `p`.
    static double shareWealth(double p, double n, double y, double weight) {
        var yes = weight * p;
        var no = weight * (1 - p);
        return LogGamma.beta(yes + y, no + n - y)
                - LogGamma.beta(yes, no)
                - (y == 0 ? 0 : y * StrictMath.log(p))
                - (y == n ? 0 : (n - y) * StrictMath.log1p(-p));
    }

    /// Where a function that is positive near `outside` and negative at `inside` changes its sign.
    private static double edge(DoubleUnaryOperator function, double outside, double inside) {
        var out = outside;
        var in = inside;
        for (var round = 0; round < HALVINGS; round++) {
            var middle = (out + in) / 2;
            if (middle == out || middle == in) {
                break;
            }
            if (function.applyAsDouble(middle) >= 0) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return (out + in) / 2;
    }

    /// The quantile `q` of the values in a histogram, in its unit, as edges of buckets.
    ///
    /// @param q more than 0 and less than 1
    /// @param alpha chance that the interval ever misses the truth, more than 0 and less than 1
    public static Interval quantile(Histogram values, double q, double alpha) {
        requireAlpha(alpha);
        if (!(q > 0 && q < 1)) {
            throw new IllegalArgumentException("q: " + q + " (expected: between 0 and 1)");
        }
        double n = values.count();
        var weight = priorWeight(TUNED_FOR);
        DoubleUnaryOperator wealth = y -> shareWealth(q, n, y, weight) + StrictMath.log(alpha);
        // How many values may be at most as large as the quantile: more than `fewest`, less than
        // `most`.
        var isBelowBound = n > 0 && wealth.applyAsDouble(0) >= 0;
        var isAboveBound = n > 0 && wealth.applyAsDouble(n) >= 0;
        var low = 0.0;
        var high = Double.POSITIVE_INFINITY;
        if (isBelowBound) {
            var fewest = edge(wealth, 0, q * n);
            low = Histogram.upperBound(bucketOf(values, (long) Math.floor(fewest) + 1) - 1);
        }
        if (isAboveBound) {
            var most = edge(wealth, n, q * n);
            high = Histogram.upperBound(bucketOf(values, (long) Math.ceil(most)));
        }
        return new Interval(low, high);
    }

    /// The bucket of the value that has `rank - 1` smaller ones.
    private static int bucketOf(Histogram values, long rank) {
        var below = 0L;
        for (var bucket : values.buckets().entrySet()) {
            below += bucket.getValue();
            if (below >= rank) {
                return bucket.getKey();
            }
        }
        throw new IllegalArgumentException(
                "rank: " + rank + " (expected: at most " + values.count() + ")");
    }

    /// The mean of values from 0 to 1.
    ///
    /// @param n how many values
    /// @param sum of the values
    /// @param squares sum of their squares
    /// @param guess of the mean, made before the first value, 0 to 1: a poor one makes the interval wider, never wrong
    /// @param alpha chance that the interval ever misses the truth, more than 0 and less than 1
    public static Interval mean(long n, double sum, double squares, double guess, double alpha) {
        requireAlpha(alpha);
        if (!(guess >= 0 && guess <= 1)) {
            throw new IllegalArgumentException("guess: " + guess + " (expected: 0..1)");
        }
        if (n < 0 || !(sum >= 0 && sum <= n) || !(squares >= 0 && squares <= n)) {
            throw new IllegalArgumentException(
                    "n: "
                            + n
                            + ", sum: "
                            + sum
                            + ", squares: "
                            + squares
                            + " (expected: sums of values from 0 to 1)");
        }
        if (n == 0) {
            return new Interval(0, 1);
        }
        var spread = Math.max(0, squares - 2 * guess * sum + n * guess * guess);
        // Two sides, each with half of the chance.
        DoubleUnaryOperator wealth = gap -> meanWealth(gap, spread) + StrictMath.log(alpha / 2);
        double most = n;
        var reach = wealth.applyAsDouble(most) < 0 ? most : edge(wealth, most, 0);
        return new Interval(Math.max(0, (sum - reach) / n), Math.min(1, (sum + reach) / n));
    }

    /// Logarithm of the wealth of the bets against a mean from which the sum is off by `gap`, if the squares of the
    /// values' distances from the guess sum up to `spread`. Each bet stakes a part of its wealth on every value.
    private static double meanWealth(double gap, double spread) {
        var logs = new double[STAKES];
        var most = Double.NEGATIVE_INFINITY;
        for (var i = 0; i < STAKES; i++) {
            var stake = StrictMath.pow(2, -1 - i);
            logs[i] = stake * gap + (StrictMath.log1p(-stake) + stake) * spread;
            most = Math.max(most, logs[i]);
        }
        var sum = 0.0;
        for (var log : logs) {
            sum += StrictMath.exp(log - most);
        }
        return most + StrictMath.log(sum / STAKES);
    }

    /// How often something happens in one unit of exposure, when it happened `events` times in `amount`.
    ///
    /// @param amount exposure, in any unit, 0 or more
    /// @param tunedFor the amount at which the interval shall be narrowest, chosen before; more than 0
    /// @param alpha chance that the interval ever misses the truth, more than 0 and less than 1
    public static Interval rate(double amount, long events, double tunedFor, double alpha) {
        requireAlpha(alpha);
        if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY) || events < 0) {
            throw new IllegalArgumentException(
                    "events: "
                            + events
                            + " in amount: "
                            + amount
                            + " (expected: 0 or more in 0 or more)");
        }
        if (!(tunedFor > 0 && tunedFor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "tunedFor: " + tunedFor + " (expected: more than 0)");
        }
        if (amount == 0) {
            return new Interval(0, Double.POSITIVE_INFINITY);
        }
        double times = events;
        var nats = 2 * StrictMath.log(1 / 0.05);
        var weight = tunedFor / (nats + StrictMath.log1p(nats));
        DoubleUnaryOperator wealth =
                rate -> rateWealth(rate, amount, times, weight) + StrictMath.log(alpha);
        var seen = events / amount;
        var low = events == 0 ? 0 : edge(wealth, 0, seen);
        var beyond = (events + 1) / Math.min(amount, tunedFor);
        while (wealth.applyAsDouble(beyond) < 0) {
            beyond *= 2;
        }
        return new Interval(low, edge(wealth, beyond, seen));
    }

    /// As [#shareWealth], for events without an upper end: the likelihood averaged over rates around `rate` (a gamma
    /// distribution), over the likelihood of `rate`.
    private static double rateWealth(double rate, double amount, double events, double weight) {
        var prior = weight * rate;
        return LogGamma.of(prior + events)
                - LogGamma.of(prior)
                + prior * StrictMath.log(weight / (weight + amount))
                - events * StrictMath.log((weight + amount) * rate)
                + rate * amount;
    }

    private static void requireAlpha(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "alpha: " + alpha + " (expected: more than 0 and less than 1)");
        }
    }
}
