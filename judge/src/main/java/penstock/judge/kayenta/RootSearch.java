package penstock.judge.kayenta;

import java.util.function.DoubleUnaryOperator;

/// Brent's search for a root (1973): inverse quadratic interpolation where it gains, halving where it does not.
/// The functions searched here are stairs, so the answer depends on the path of the search: start, order of steps and
/// tolerance are those of R's `uniroot` with a tolerance of 0.0001, which gives R's figures.
final class RootSearch {
    private static final double TOLERANCE = 1e-4;

    /// Each step but the first few at least halves the range now and then; a search that takes longer does not end.
    private static final int MOST_STEPS = 1_000;

    private final DoubleUnaryOperator function;

    /// The end of the range where the function was farther from zero than at `best`, or equal to `other`.
    private double before;

    private double before0;
    private double best;
    private double best0;

    /// The end of the range on the other side of the root from `best`.
    private double other;

    private double other0;

    private RootSearch(DoubleUnaryOperator function, double low, double high) {
        this.function = function;
        before = low;
        before0 = function.applyAsDouble(low);
        best = high;
        best0 = function.applyAsDouble(high);
        other = before;
        other0 = before0;
    }

    /// Where a function that is at least zero at `low` and at most zero at `high` crosses zero, within 0.0001.
    static double root(DoubleUnaryOperator function, double low, double high) {
        var search = new RootSearch(function, low, high);
        if (search.before0 <= 0) {
            return low;
        }
        if (search.best0 >= 0) {
            return high;
        }
        return search.run();
    }

    private double run() {
        for (var step = 0; step < MOST_STEPS; step++) {
            var last = best - before;
            if (Math.abs(other0) < Math.abs(best0)) {
                swap();
            }
            var close = 2 * Math.ulp(1.0) * Math.abs(best) + TOLERANCE / 2;
            var half = (other - best) / 2;
            if (Math.abs(half) <= close || best0 == 0) {
                return best;
            }
            var move = next(last, half, close);
            if (Math.abs(move) < close) {
                move = move > 0 ? close : -close;
            }
            before = best;
            before0 = best0;
            best += move;
            best0 = function.applyAsDouble(best);
            if ((best0 > 0 && other0 > 0) || (best0 < 0 && other0 < 0)) {
                other = before;
                other0 = before0;
            }
        }
        return best;
    }

    private void swap() {
        before = best;
        before0 = best0;
        best = other;
        best0 = other0;
        other = before;
        other0 = before0;
    }

    /// The interpolated move, if the search has been shrinking the range fast enough and it stays well inside; else half.
    private double next(double last, double half, double close) {
        if (Math.abs(last) < close || Math.abs(before0) <= Math.abs(best0)) {
            return half;
        }
        var range = 2 * half;
        var toBefore = best0 / before0;
        double over;
        double under;
        if (before == other) {
            over = range * toBefore;
            under = 1 - toBefore;
        } else {
            var beforeToOther = before0 / other0;
            var toOther = best0 / other0;
            over =
                    toBefore
                            * (range * beforeToOther * (beforeToOther - toOther)
                                    - (best - before) * (toOther - 1));
            under = (beforeToOther - 1) * (toOther - 1) * (toBefore - 1);
        }
        if (over > 0) {
            under = -under;
        } else {
            over = -over;
        }
        var isInside =
                over < 0.75 * range * under - Math.abs(close * under) / 2
                        && over < Math.abs(last * under / 2);
        return isInside ? over / under : half;
    }
}
