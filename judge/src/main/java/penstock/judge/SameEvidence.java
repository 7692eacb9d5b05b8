package penstock.judge;

/// The evidence that the candidate is within the margin of one metric, since the start of the stage. All metrics must reach
/// 1/β, each on its own, so that a candidate beyond one margin passes with a chance of at most β and no correction for the
/// number of metrics is needed.
final class SameEvidence {
    /// Beyond this nothing changes, and sums stay finite.
    private static final double ENOUGH = 1e100;

    /// Staked on a candidate that has not settled, which may be within its margin even so. The rest is kept until it has, for
    /// until then the candidate may lose it all.
    private static final double WHILE_SETTLING = 0.5;

    private final double[] capital;
    private double reserve;

    /// @param isWarm whether the candidate's figures count in full
    SameEvidence(boolean isWarm) {
        capital = new double[Betting.SAME_STAKES.size()];
        reserve = 1;
        stake(isWarm ? 1 : WHILE_SETTLING);
    }

    private SameEvidence(SameEvidence other) {
        capital = other.capital.clone();
        reserve = other.reserve;
    }

    private void stake(double amount) {
        for (var i = 0; i < capital.length; i++) {
            capital[i] += amount * Betting.SAME_STAKES.get(i);
        }
        reserve -= amount;
    }

    /// The same, now that the candidate's figures count in full.
    SameEvidence warm() {
        var next = copy();
        next.stake(next.reserve);
        return next;
    }

    SameEvidence copy() {
        return new SameEvidence(this);
    }

    void add(Side side, Block block) {
        if (!side.isOpen() || !block.hasBoth()) {
            return;
        }
        for (var i = 0; i < capital.length; i++) {
            var e = side.value(i, block.counts(), Block.SAME);
            capital[i] = Math.min(ENOUGH, capital[i] * StrictMath.exp(e));
        }
    }

    double value() {
        var sum = reserve;
        for (var each : capital) {
            sum += each;
        }
        return sum;
    }
}
