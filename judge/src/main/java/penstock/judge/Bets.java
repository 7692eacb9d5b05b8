package penstock.judge;

import penstock.judge.EVariables.Counts;

/// The bets on one metric until they are made anew, once a second, from what stable did before. A bet is a pair of
/// shares: of stable's requests (`stable`) and of the candidate's that fail, or that are slower than an edge.
///
/// A bad guess costs time, never validity. An error in stable's share cancels to first order, because the null's nearest
/// point moves with it; only a shift of several times matters, hence the last five seconds.
final class Bets {
    private static final Edges NOWHERE = new Edges(0, 0, 0, 0);

    private static final Bets NONE =
            new Bets(NOWHERE, new Side(0, new double[0], 1), new Side(0, new double[0], 1));

    private static final double LEAST_SHARE = 1e-5;

    /// What stable's odds are multiplied with to bet that the candidate is about the same.
    private static final double[] SAME = {0.5, 1, 1.35};

    /// Sizes of trouble that are bet on: by how much the log-odds grow beyond what is tolerated.
    private static final double[] ERROR_EFFECTS = {0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7};

    private static final double[] LATENCY_EFFECTS = {0.1, 0.2, 0.4, 0.8, 1.6, 3};

    private final Edges edges;
    private final Side worse;
    private final Side same;

    private Bets(Edges edges, Side worse, Side same) {
        this.edges = edges;
        this.worse = worse;
        this.same = same;
    }

    /// How a capital of one is spread over the bets on the candidate being the same.
    static double[] sameStakes() {
        return new double[] {0.2, 0.6, 0.2};
    }

    static int worseCount(Metric metric) {
        return effects(metric).length;
    }

    private static double[] effects(Metric metric) {
        return metric.isLatency() ? LATENCY_EFFECTS : ERROR_EFFECTS;
    }

    static Bets on(Metric metric, Stage stage, Baseline baseline) {
        if (!metric.isLatency()) {
            return onErrors(stage.tolerances(), stage.margins(), baseline);
        }
        var lately = baseline.lately().latency();
        if (lately.count() < leastDurations(metric)) {
            return NONE;
        }
        var recent = baseline.recently().latency();
        var upper = lately.quantileIndex(metric.quantile());
        var lower = lately.edgeBelow(metric.quantile());
        // Where stable has become faster, what was its tail a while ago is hardly ever reached, and
        // would prove nothing. All edges are known before the requests they are compared with, and
        // so is the lower of two; hence the guarantee holds at either (docs/verdict.md).
        if (recent.count() >= leastDurations(metric)) {
            lower = Math.min(lower, recent.edgeBelow(metric.quantile()));
            upper = Math.min(upper, recentUpper(metric, recent, baseline));
        }
        var edges =
                new Edges(
                        upper,
                        upper + stage.tolerances().shift(metric),
                        lower,
                        lower + stage.margins().shift(metric));
        var justNow = baseline.justNow().latency();
        var above = share(lately, justNow, edges.stableWorse());
        var aboveSame = share(lately, justNow, edges.stableSame());
        var same = share(lately, justNow, edges.candidateSame());
        return new Bets(
                edges,
                new Side(above, worseThan(metric, above), baseline.dispersion(edges.stableWorse())),
                new Side(
                        aboveSame,
                        sameAs(same, aboveSame),
                        baseline.dispersion(edges.stableSame())));
    }

    /// Where requests are slow together, twenty seconds without a pause look like a shorter tail, and the candidate's next pause
    /// would look like a fault. So the ten durations beyond the quantile must be worth ten independent ones.
    private static int recentUpper(Metric metric, Histogram recent, Baseline baseline) {
        var dispersion = baseline.dispersion(recent.edgeBelow(metric.quantile()));
        return recent.count() >= leastDurations(metric) * dispersion
                ? recent.quantileIndex(metric.quantile())
                : Integer.MAX_VALUE;
    }

    /// Ten durations beyond the quantile, or it is not known where the quantile is.
    private static long leastDurations(Metric metric) {
        return Math.round(10 / (1 - metric.quantile()));
    }

    private static Bets onErrors(Tolerances tolerances, Margins margins, Baseline baseline) {
        var share = within(baseline.errorShare());
        var worse =
                worseThan(
                        Metric.ERRORS, tolerances.errorFactor() * share + tolerances.errorShare());
        var same = sameAs(share, margins.errorFactor() * share + margins.errorShare());
        return new Bets(NOWHERE, new Side(share, worse, 1), new Side(share, same, 1));
    }

    /// Share of durations above an edge; that of the last seconds if it is far higher, for then both versions suffer.
    private static double share(Histogram lately, Histogram justNow, int edge) {
        var usual = (lately.countAbove(edge) + 0.5) / (lately.count() + 1);
        var above = justNow.countAbove(edge);
        var now = (above + 0.5) / (justNow.count() + 1);
        var isShifted = above >= 10 && odds(now) > 3 * odds(usual);
        return within(isShifted ? now : usual);
    }

    private static double[] worseThan(Metric metric, double line) {
        var effects = effects(metric);
        var bets = new double[effects.length];
        for (var i = 0; i < bets.length; i++) {
            var bet = fromOdds(odds(line) * StrictMath.exp(effects[i]));
            bets[i] = line < 0.999 && bet > line ? bet : Double.NaN;
        }
        return bets;
    }

    /// Bets on the candidate's share being below `line`; those that are not are void.
    private static double[] sameAs(double share, double line) {
        var bets = new double[SAME.length];
        for (var i = 0; i < bets.length; i++) {
            var bet = fromOdds(odds(share) * SAME[i]);
            bets[i] = line < 0.999_99 && bet < line ? bet : Double.NaN;
        }
        return bets;
    }

    private static double within(double share) {
        return Math.clamp(share, LEAST_SHARE, 1 - LEAST_SHARE);
    }

    private static double odds(double share) {
        return share / (1 - share);
    }

    private static double fromOdds(double odds) {
        return odds / (1 + odds);
    }

    /// Whether enough is known about stable to bet at all.
    boolean isOpen() {
        return worse.candidate.length > 0;
    }

    Edges edges() {
        return edges;
    }

    /// Evidence, as a logarithm, that the candidate is beyond the tolerances; zero if there is no such bet.
    double worse(int bet, Counts counts, double factor, double share) {
        return worse.value(bet, counts, factor, share);
    }

    /// Evidence, as a logarithm, that the candidate is within the margins; zero if there is no such bet.
    double same(int bet, Counts counts, double factor, double share) {
        return same.value(bet, counts, factor, share);
    }

    /// Candidate requests needed for `nats` of evidence that it is the same, if it is, with `ratio` stable requests for each;
    /// infinite if no number is enough.
    double requestsFor(double nats, double ratio, double factor, double share) {
        var pace = 0.0;
        for (var bet : same.candidate) {
            if (!Double.isNaN(bet)) {
                pace = Math.max(pace, EVariables.pace(ratio, 1, same.stable, bet, factor, share));
            }
        }
        return pace > 0 ? nats * same.shared(ratio, 1) / pace : Double.POSITIVE_INFINITY;
    }

    /// Bets in one direction: stable's share, several shares of the candidate (not a number where there is no bet), and how
    /// unevenly stable's requests come.
    private static final class Side {
        private final double stable;
        private final double[] candidate;
        private final double dispersion;

        Side(double stable, double[] candidate, double dispersion) {
            this.stable = stable;
            this.candidate = candidate;
            this.dispersion = dispersion;
        }

        double value(int bet, Counts counts, double factor, double share) {
            return Double.isNaN(candidate[bet])
                    ? 0
                    : EVariables.halfPlane(counts, stable, candidate[bet], factor, share)
                            / shared(counts.nA(), counts.nB());
        }

        /// How many requests count as one piece of evidence, because they are slow together (a pause, a queue). Clusters
        /// grow with the share of the traffic. A power below one of an e-variable is one too (Jensen).
        double shared(double nA, double nB) {
            return 1 + (dispersion - 1) * Math.min(4, nB / nA);
        }
    }

    /// Histogram edges of a latency metric. Evidence for "worse" starts from the upper edge of the quantile's bucket,
    /// evidence for "the same" from the lower, so that both work even if all durations are in one bucket.
    record Edges(int stableWorse, int candidateWorse, int stableSame, int candidateSame) {}
}
