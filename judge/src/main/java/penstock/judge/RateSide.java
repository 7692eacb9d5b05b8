package penstock.judge;

import penstock.judge.EVariables.Counts;

/// Bets on rates: events for each unit of exposure. A bet is a pair of rates, stable's and the candidate's.
///
/// Where the bound is a factor alone, the bets are on the candidate's share of all events, which needs no rate to expect
/// (events may be rare, as restarts are). Where it has a shift, also the absence of events is evidence.
final class RateSide implements Side {
    /// As for failing clients: one burst of events has one cause.
    private static final double CAP_PER_EVENT = 2.5;

    private static final int CAPPED_EVENTS = 2;

    private final Line line;
    private final double stable;
    private final double[] candidate;

    /// @param candidate rates of the candidate; not a number where there is no bet
    RateSide(Line line, double stable, double[] candidate) {
        this.line = line;
        this.stable = stable;
        this.candidate = candidate;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void count(long[] counts, int at, Sums stableSums, Sums candidateSums) {
        count(counts, at, stableSums);
        count(counts, at + CANDIDATE, candidateSums);
    }

    private static void count(long[] counts, int at, Sums sums) {
        if (sums instanceof Exposure seen) {
            counts[at] += seen.amount();
            counts[at + 1] += seen.events();
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

    private double value(Counts counts, double bet) {
        if (Double.isNaN(bet)) {
            return 0;
        }
        return line.shift() == 0
                ? EVariables.conditional(counts, line.factor(), bet / stable)
                : EVariables.rates(counts, stable, bet, line);
    }

    @Override
    public double cap(long[] counts, int at) {
        return CAP_PER_EVENT * Math.clamp(counts[at + CANDIDATE + 1], 1, CAPPED_EVENTS);
    }

    @Override
    public double pace(double tA, double tB) {
        var usual = new Counts(tA, tA * stable, tB, tB * stable);
        var pace = 0.0;
        for (var bet : candidate) {
            pace = Math.max(pace, value(usual, bet));
        }
        return pace;
    }
}
