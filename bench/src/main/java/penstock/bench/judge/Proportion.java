package penstock.bench.judge;

import java.util.function.DoubleUnaryOperator;

/// How often something happened, and what that says about how often it happens: the Clopper–Pearson interval, which never
/// covers less than it says.
///
/// @param happened how often it did
/// @param of how often it could have
record Proportion(long happened, long of) {
    private static final double EACH_SIDE = 0.025;

    Proportion {
        if (of < 1 || happened < 0 || happened > of) {
            throw new IllegalArgumentException(
                    "happened: "
                            + happened
                            + " of "
                            + of
                            + " (expected: 0.."
                            + of
                            + ", of 1 or more)");
        }
    }

    double share() {
        return (double) happened / of;
    }

    /// Lower end of the 95 % interval.
    double low() {
        return happened == 0 ? 0 : root(p -> 1 - atMost(happened - 1, p) - EACH_SIDE);
    }

    /// Upper end of the 95 % interval.
    double high() {
        return happened == of ? 1 : root(p -> EACH_SIDE - atMost(happened, p));
    }

    /// Where an increasing function is zero.
    private static double root(DoubleUnaryOperator increasing) {
        var low = 0.0;
        var high = 1.0;
        for (var i = 0; i < 60; i++) {
            var middle = (low + high) / 2;
            if (increasing.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /// Chance of at most `count`, if each happens with chance `p`.
    private double atMost(long count, double p) {
        if (p <= 0) {
            return 1;
        }
        if (p >= 1) {
            return count >= of ? 1 : 0;
        }
        var logChance = of * StrictMath.log1p(-p);
        var odds = StrictMath.log(p) - StrictMath.log1p(-p);
        var sum = 0.0;
        for (var i = 0L; i <= count; i++) {
            sum += StrictMath.exp(logChance);
            logChance += odds + StrictMath.log((double) (of - i) / (i + 1));
        }
        return Math.min(1, sum);
    }
}
