package penstock.judge;

import penstock.judge.EVariables.Values;

/// Bets on the mean of values from 0 to 1. A bet is how boldly a difference is believed in.
final class MeanSide implements Side {
    /// One block may hold what has one cause.
    private static final double CAP = 2;

    /// A smaller reach brings nothing, and digits are lost in its square.
    private static final double LEAST_REACH = 0.01;

    private final Line line;
    private final double sign;
    private final double guess;
    private final double variance;
    private final double[] boldness;
    private final boolean isTurned;

    /// @param sign 1 for bets on the candidate's mean being above the line, -1 for below
    /// @param guess mean to expect; errors cost only evidence
    /// @param variance of the values to expect
    /// @param boldness stakes of the bets, in parts of the harmonic number of values
    /// @param isTurned whether one less the value is taken
    MeanSide(
            Line line,
            double sign,
            double guess,
            double variance,
            double[] boldness,
            boolean isTurned) {
        this.line = line;
        this.sign = sign;
        this.guess = guess;
        this.variance = variance;
        this.boldness = boldness;
        this.isTurned = isTurned;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void count(long[] counts, int at, Sums stable, Sums candidate) {
        count(counts, at, stable);
        count(counts, at + CANDIDATE, candidate);
    }

    private void count(long[] counts, int at, Sums sums) {
        if (sums instanceof Moments values) {
            var seen = isTurned ? values.turned() : values;
            counts[at] += seen.n();
            counts[at + 1] += seen.sum();
            counts[at + 2] += seen.squares();
        }
    }

    @Override
    public double value(int bet, long[] counts, int at) {
        return EVariables.mean(
                sign,
                values(counts, at, -sign),
                values(counts, at + CANDIDATE, sign),
                line,
                boldness[bet]);
    }

    private Values values(long[] counts, int at, double direction) {
        var seen = new Moments(counts[at], counts[at + 1], counts[at + 2]);
        return new Values(seen.n(), seen.total(), seen.totalOfSquares(), guess, reach(direction));
    }

    private double reach(double direction) {
        return Math.max(LEAST_REACH, direction > 0 ? guess : 1 - guess);
    }

    @Override
    public double cap(long[] counts, int at) {
        return CAP;
    }

    @Override
    public double pace(double nA, double nB) {
        var pace = 0.0;
        for (var bold : boldness) {
            pace =
                    Math.max(
                            pace,
                            EVariables.mean(sign, usual(nA, -sign), usual(nB, sign), line, bold));
        }
        return pace;
    }

    private Values usual(double n, double direction) {
        return new Values(n, n * guess, n * (guess * guess + variance), guess, reach(direction));
    }
}
