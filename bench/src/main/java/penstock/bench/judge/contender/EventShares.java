package penstock.bench.judge.contender;

import penstock.bench.judge.world.LogGamma;

/// Which version does the next event come from? (Lindon and Malek, arXiv 2011.03567.) If nothing but the assignment decides,
/// each event is the candidate's with the candidate's weight; a Dirichlet-multinomial Bayes factor against that may be
/// looked at at any time.
final class EventShares {
    private static final double CONCENTRATION = 100;

    private EventShares() {}

    /// ln of the Bayes factor against the expected shares.
    static double logBayesFactor(long stableEvents, long candidateEvents, double weight) {
        return LogGamma.of(CONCENTRATION)
                - LogGamma.of(CONCENTRATION + stableEvents + candidateEvents)
                + of(stableEvents, 1 - weight)
                + of(candidateEvents, weight);
    }

    private static double of(long events, double share) {
        var prior = CONCENTRATION * share;
        return LogGamma.of(prior + events) - LogGamma.of(prior) - events * Math.log(share);
    }
}
