package penstock.judge;

import java.util.Arrays;

/// The evidence that the candidate is within the margins, since the start of the stage, for each metric on its own: all of
/// them must reach 1/β, so that a candidate beyond one margin passes with a chance of at most β and no
/// correction for the number of metrics is needed.
final class SameEvidence {
    /// Beyond this nothing changes, and sums stay finite.
    private static final double ENOUGH = 1e100;

    private final double[][] capital;

    SameEvidence() {
        capital = new double[Metric.ALL.size()][];
        Arrays.fill(capital, Bets.sameStakes());
    }

    private SameEvidence(SameEvidence other) {
        capital = other.capital.clone();
    }

    SameEvidence copy() {
        return new SameEvidence(this);
    }

    void add(Bets[] bets, Block block, Margins margins) {
        for (var metric : Metric.ALL) {
            var counts = block.same(metric);
            var open = bets[metric.slot()];
            if (!open.isOpen() || counts.nA() == 0 || counts.nB() == 0) {
                continue;
            }
            var factor = metric.isLatency() ? 1 : margins.errorFactor();
            var share = metric.isLatency() ? 0 : margins.errorShare();
            var mine = capital[metric.slot()].clone();
            capital[metric.slot()] = mine;
            for (var i = 0; i < mine.length; i++) {
                mine[i] =
                        Math.min(
                                ENOUGH,
                                mine[i] * StrictMath.exp(open.same(i, counts, factor, share)));
            }
        }
    }

    double of(Metric metric) {
        var sum = 0.0;
        for (var each : capital[metric.slot()]) {
            sum += each;
        }
        return sum;
    }
}
