package penstock.judge;

import org.jspecify.annotations.Nullable;
import penstock.judge.EVariables.Counts;

/// Bets on shares: of requests that are something, or of durations beyond an edge. A bet is a pair of shares, stable's
/// and the candidate's.
final class ShareSide implements Side {
    /// Most evidence, in nats, that one block may bring per distinct failing client, and for how many clients. Three failing
    /// clients are needed at small weights, in at least two blocks: one burst alone, whatever its size, never decides.
    private static final double CAP_PER_EVENT = 2.5;

    private static final int CAPPED_EVENTS = 2;

    /// Slow requests of one block usually have one cause (a pause, a full queue).
    private static final double CAP_OF_DURATIONS = 2;

    private final Line line;
    private final double stable;
    private final double[] candidate;
    private final double dispersion;
    private final boolean isTurned;
    private final @Nullable Beyond beyond;

    /// @param candidate shares of the candidate; not a number where there is no bet
    /// @param isTurned whether the requests that were not so are counted
    static ShareSide ofEvents(Line line, double stable, double[] candidate, boolean isTurned) {
        return new ShareSide(line, stable, candidate, 1, isTurned, null);
    }

    /// @param dispersion how unevenly stable's slow requests come; 1 if independently of each other
    static ShareSide ofDurations(
            Beyond beyond, double stable, double[] candidate, double dispersion) {
        return new ShareSide(new Line(1, 0), stable, candidate, dispersion, false, beyond);
    }

    private ShareSide(
            Line line,
            double stable,
            double[] candidate,
            double dispersion,
            boolean isTurned,
            @Nullable Beyond beyond) {
        this.line = line;
        this.stable = stable;
        this.candidate = candidate;
        this.dispersion = dispersion;
        this.isTurned = isTurned;
        this.beyond = beyond;
    }

    @Nullable Beyond beyond() {
        return beyond;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void count(long[] counts, int at, Sums stableSums, Sums candidateSums) {
        count(counts, at, stableSums, beyond == null ? 0 : beyond.stable());
        count(counts, at + CANDIDATE, candidateSums, beyond == null ? 0 : beyond.candidate());
    }

    private void count(long[] counts, int at, Sums sums, int edge) {
        counts[at] += sums.size();
        if (sums instanceof Tally tally) {
            counts[at + 1] += isTurned ? tally.n() - tally.y() : tally.y();
        } else if (sums instanceof Histogram values && beyond != null) {
            counts[at + 1] += Beyond.edge(values, edge, beyond.better());
        }
    }

    @Override
    public double value(int bet, long[] counts, int at) {
        var block =
                new Counts(
                        counts[at],
                        counts[at + 1],
                        counts[at + CANDIDATE],
                        counts[at + CANDIDATE + 1]);
        return value(block, candidate[bet]);
    }

    private double value(Counts block, double bet) {
        return Double.isNaN(bet)
                ? 0
                : EVariables.halfPlane(block, stable, bet, line.factor(), line.shift())
                        / shared(block.nA(), block.nB());
    }

    /// How much more the difference of the two shares varies than if requests were slow independently of each other; so
    /// many of them count as one. A pause makes all requests slow that its version has at the time, so the candidate's
    /// share is more uneven than chance explains by nB / nA of what stable's is, and the difference, in which each counts with
    /// the other's part of the traffic, by twice the candidate's part. Where the candidate has more traffic than stable
    /// its own pauses are larger than that. A power below one of an e-variable is one too (Jensen).
    private double shared(double nA, double nB) {
        return 1 + (dispersion - 1) * Math.min(4, 2 * nB / (nA + Math.min(nA, nB)));
    }

    @Override
    public double cap(long[] counts, int at) {
        return beyond == null
                ? CAP_PER_EVENT * Math.clamp(counts[at + CANDIDATE + 1], 1, CAPPED_EVENTS)
                : CAP_OF_DURATIONS;
    }

    @Override
    public double pace(double nA, double nB) {
        var usual = new Counts(nA, nA * stable, nB, nB * candidate[Betting.MIDDLE]);
        var pace = 0.0;
        for (var i = 0; i < candidate.length; i++) {
            pace = Math.max(pace, value(usual, candidate[i]));
        }
        return pace;
    }
}
