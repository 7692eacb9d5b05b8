package penstock.judge;

/// E-variables: non-negative numbers whose expectation is at most one as long as the null hypothesis holds, so that
/// their product grows only if it does not. All return the logarithm, and all use StrictMath, so that a replay on any
/// machine gives the same bits.
///
/// Sources: two Bernoulli streams, Turner, Ly and Grünwald (arXiv 2106.02693) with convex nulls (2203.09785); means,
/// Waudby-Smith and Ramdas (2010.09686). Proofs: docs/verdict.md.
final class EVariables {
    /// A projection further off than this is a failed search.
    private static final double CONVERGED = 1e-3;

    private static final double SMALLEST = 1e-12;

    /// Part of what no value can lose that is staked at most.
    private static final double BOLDEST = 0.8;

    private EVariables() {}

    /// Two streams against the half-plane null on the other side of the line `b = factor * a + share` than the bet
    /// `(a1, b1)`: `nA` requests of stable with `yA` failures, `nB` of the candidate with `yB`. Zero (an e-variable of one) if either
    /// stream is empty or the bet lies on the line.
    ///
    /// The bet is compared with the point of the null that is nearest to it (in relative entropy), (a*, b*). For a null
    /// point θ, ln E[E] <= -<gradient at (a*, b*), θ - (a*, b*)> <= 0, since the null is convex, whatever nA and nB turn out to be.
    /// What the search leaves of the gradient along the line, at most times one, is taken off the result, which keeps
    /// the bound exact; a search that failed counts as no evidence.
    static double halfPlane(Counts counts, double a1, double b1, double factor, double share) {
        if (counts.nA() == 0 || counts.nB() == 0) {
            return 0;
        }
        var a = project(counts, a1, b1, factor, share);
        var b = factor * a + share;
        if (!(a > 0 && a < 1 && b > 0 && b < 1)) {
            return 0;
        }
        var slope =
                counts.nA() * (a - a1) / (a * (1 - a))
                        + factor * counts.nB() * (b - b1) / (b * (1 - b));
        if (!(Math.abs(slope) <= CONVERGED)) {
            return 0;
        }
        return logRatio(counts.nA(), counts.yA(), a1, a)
                + logRatio(counts.nB(), counts.yB(), b1, b)
                - Math.abs(slope);
    }

    /// The `a` of the null's point nearest to the bet.
    static double project(Counts counts, double a1, double b1, double factor, double share) {
        double nA = counts.nA();
        double nB = counts.nB();
        if (factor == 1 && share == 0) {
            return (nA * a1 + nB * b1) / (nA + nB);
        }
        var onLine = (b1 - share) / factor;
        var low = Math.max(SMALLEST, Math.min(a1, onLine));
        var high = Math.min(Math.min(1, (1 - share) / factor) - SMALLEST, Math.max(a1, onLine));
        var a =
                Math.clamp(
                        (nA * a1 + nB * Math.max(onLine, 0)) / (nA + nB), low, Math.max(low, high));
        for (var round = 0; round < 80 && low < high; round++) {
            var b = factor * a + share;
            var at = nA * (a - a1) * b * (1 - b) + factor * nB * (b - b1) * a * (1 - a);
            if (at > 0) {
                high = a;
            } else {
                low = a;
            }
            var rise =
                    nA * (b * (1 - b) + (a - a1) * factor * (1 - 2 * b))
                            + factor * nB * (factor * a * (1 - a) + (b - b1) * (1 - 2 * a));
            var next = a - at / rise;
            if (!(next > low && next < high)) {
                next = (low + high) / 2;
            }
            // Each step squares the error, so this is the last one that changes anything.
            if (Math.abs(next - a) <= 1e-8 * a) {
                return next;
            }
            a = next;
        }
        return a;
    }

    /// Log-likelihood ratio of `y` failures in `n` requests: share `bet` against share `point`.
    private static double logRatio(double n, double y, double bet, double point) {
        var failed = y == 0 ? 0 : y * StrictMath.log(bet / point);
        return y == n ? failed : failed + (n - y) * StrictMath.log1p((point - bet) / (1 - point));
    }

    /// The conditional form for rare events: given how many requests failed, the share of them that the candidate
    /// answered, `times` as likely to fail as stable against at most `factor` times. Needs no base rate.
    static double conditional(Counts counts, double factor, double times) {
        if (counts.nA() == 0 || counts.nB() == 0) {
            return 0;
        }
        var expected = factor * counts.nB() / (counts.nA() + factor * counts.nB());
        var bet = times * counts.nB() / (counts.nA() + times * counts.nB());
        return counts.yB() * StrictMath.log(bet / expected)
                + counts.yA() * StrictMath.log((1 - bet) / (1 - expected));
    }

    /// Two Poisson streams against the null on the other side of the line `b = factor * a + shift` than the bet `(a1, b1)`:
    /// `yA` events in the exposure `nA` of stable, `yB` in `nB` of the candidate.
    ///
    /// As in [#halfPlane] the bet is compared with the null's nearest point (a*, b*), which is the root of a quadratic here.
    /// For a null point θ, ln E[E] = -<gradient at (a*, b*), θ - (a*, b*)> <= 0.
    static double rates(Counts counts, double a1, double b1, Line line) {
        if (counts.nA() == 0 || counts.nB() == 0) {
            return 0;
        }
        var a = nearestRate(counts, a1, b1, line);
        var b = line.at(a);
        if (!(a > 0 && b > 0)) {
            return 0;
        }
        return logRateRatio(counts.nA(), counts.yA(), a1, a)
                + logRateRatio(counts.nB(), counts.yB(), b1, b);
    }

    /// The root of nA (1 - a1 / a) + f nB (1 - b1 / b) on the line at which both rates are positive: the larger one, for
    /// its numerator is negative where one of them is zero.
    private static double nearestRate(Counts counts, double a1, double b1, Line line) {
        var f = line.factor();
        var s = line.shift();
        var square = f * (counts.nA() + f * counts.nB());
        var linear = counts.nA() * (s - a1 * f) + f * counts.nB() * (s - b1);
        var constant = -counts.nA() * a1 * s;
        var root = StrictMath.sqrt(Math.max(0, linear * linear - 4 * square * constant));
        return linear > 0 ? -2 * constant / (linear + root) : (root - linear) / (2 * square);
    }

    private static double logRateRatio(double amount, double events, double bet, double point) {
        return (events == 0 ? 0 : events * StrictMath.log(bet / point)) - amount * (bet - point);
    }

    /// Two streams of values in [0, 1] against "the candidate's mean is at most `factor` times stable's plus `shift`" (`sign` 1)
    /// or at least so much (`sign` -1). `boldness`, more than 0, is the stake for each of the candidate's values where
    /// stable has many more; the stakes are limited to what no value can lose.
    ///
    /// For ξ >= -c and 0 <= λ < 1/c, exp(λξ - ψ(λ)ξ²) <= 1 + λξ with ψ(λ) = (-ln(1 - cλ) - cλ)/c² (Fan, Grama and Liu,
    /// by scaling). With ξ the distance of each value from a guess made before, the expectation of the product over all
    /// values is at most exp(L (μB - factor μA - shift)), whatever the guesses: at most one as long as the null holds.
    static double mean(double sign, Values stable, Values candidate, Line line, double boldness) {
        if (stable.n() == 0 || candidate.n() == 0) {
            return 0;
        }
        var f = line.factor();
        var stake = boldness * stable.n() * candidate.n() / (stable.n() + f * candidate.n());
        stake = Math.min(stake, BOLDEST * candidate.n() / candidate.reach());
        stake = Math.min(stake, BOLDEST * stable.n() / (f * stable.reach()));
        var beyond = candidate.sum() / candidate.n() - f * stable.sum() / stable.n() - line.shift();
        return sign * stake * beyond
                - cost(f * stake / stable.n(), stable.reach()) * stable.spread()
                - cost(stake / candidate.n(), candidate.reach()) * candidate.spread();
    }

    private static double cost(double stake, double reach) {
        var part = stake * reach;
        return (-StrictMath.log1p(-part) - part) / (reach * reach);
    }

    /// `n` requests and `y` failures of stable (A) and candidate (B).
    record Counts(double nA, double yA, double nB, double yB) {}

    /// Values in [0, 1].
    ///
    /// @param guess of their mean, made before they were seen
    /// @param reach how far a value can be on the losing side of the guess: 1, or less if it is known
    record Values(double n, double sum, double squares, double guess, double reach) {
        double spread() {
            return Math.max(0, squares - 2 * guess * sum + n * guess * guess);
        }
    }
}
