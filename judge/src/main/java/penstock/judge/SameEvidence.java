package penstock.judge;

/// The evidence that the candidate is within the margin of one metric, since the start of the stage. All metrics must reach
/// 1/β, each on its own, so that a candidate beyond one margin passes with a chance of at most β and no correction for the
/// number of metrics is needed.
final class SameEvidence {
    /// Beyond this nothing changes, and sums stay finite.
    private static final double ENOUGH = 1e100;

    private final double[] capital;

    SameEvidence() {
        capital = Betting.sameStakes();
    }

    private SameEvidence(SameEvidence other) {
        capital = other.capital.clone();
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
        var sum = 0.0;
        for (var each : capital) {
            sum += each;
        }
        return sum;
    }
}
