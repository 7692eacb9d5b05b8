package penstock.judge;

import penstock.judge.EVariables.Counts;

/// The evidence that the candidate is beyond the tolerances, since the start of the rollout: for each metric a capital
/// that starts at one, is spread over bets on trouble of different sizes and starting times, and is multiplied by their
/// e-variables. While the candidate is within the tolerances the expectation of the weighted mean never exceeds one, so it
/// reaches 1/α with a chance of at most α, however often one looks (Ville).
final class WorseEvidence {
    /// Staked at the start; the rest is kept for faults that begin later.
    private static final double AT_ONCE = 0.5;

    /// Later stakes fall with the square of the time, ten minutes being short: they add up to the rest over all minutes.
    private static final double EARLY_MINUTES = 10;

    /// Most evidence, in nats, that one block may bring per distinct failing client, and for how many clients. A smaller
    /// number than an e-variable is still one. Three failing clients are needed at small weights, in at
    /// least two blocks: one burst alone, whatever its size, never decides.
    private static final double CAP_PER_CLIENT = 2.5;

    private static final double CAPPED_CLIENTS = 2;

    /// Slow requests of one block usually have one cause (a pause, a full queue).
    private static final double CAP_OF_LATENCY = 2;

    /// While stable itself is disturbed, or was a moment ago: its end may show later in the candidate.
    private static final double CAP_IN_DISTURBANCE = 0.25;

    /// Beyond this nothing changes, and sums stay finite.
    private static final double ENOUGH = 1e100;

    private final double[][] capital;
    private double reserve = 1 - AT_ONCE;
    private long minute;

    WorseEvidence() {
        capital = new double[Metric.ALL.size()][];
        for (var metric : Metric.ALL) {
            capital[metric.slot()] = new double[Bets.worseCount(metric)];
        }
        stake(AT_ONCE);
    }

    private WorseEvidence(WorseEvidence other) {
        capital = other.capital.clone();
        for (var i = 0; i < capital.length; i++) {
            capital[i] = capital[i].clone();
        }
        reserve = other.reserve;
        minute = other.minute;
    }

    WorseEvidence copy() {
        return new WorseEvidence(this);
    }

    private void stake(double amount) {
        for (var bets : capital) {
            for (var i = 0; i < bets.length; i++) {
                bets[i] += amount / bets.length;
            }
        }
    }

    /// Stakes for later faults, up to a minute since the start. Not during a disturbance: stakes made between its end in one
    /// version and its end in the other would see half of it.
    void stakeUpTo(long minutesSinceStart) {
        while (minute < minutesSinceStart) {
            minute++;
            var amount =
                    (1 - AT_ONCE)
                            * EARLY_MINUTES
                            / ((minute + EARLY_MINUTES - 1) * (minute + EARLY_MINUTES));
            stake(amount);
            reserve = Math.max(0, reserve - amount);
        }
    }

    void add(Bets[] bets, Block block, Tolerances tolerances, boolean isDisturbed) {
        for (var metric : Metric.ALL) {
            var counts = block.worse(metric);
            var open = bets[metric.slot()];
            if (open.isOpen() && counts.nA() > 0 && counts.nB() > 0) {
                var isBlurred = isDisturbed && !metric.isLatency();
                var cap = isBlurred ? CAP_IN_DISTURBANCE : cap(metric, counts);
                for (var i = 0; i < capital[metric.slot()].length; i++) {
                    var e = Math.min(cap, value(metric, open, i, counts, tolerances));
                    var grown = capital[metric.slot()][i] * StrictMath.exp(e);
                    capital[metric.slot()][i] = Math.min(ENOUGH, grown);
                }
            }
        }
    }

    private static double value(
            Metric metric, Bets bets, int bet, Counts counts, Tolerances tolerances) {
        return metric.isLatency()
                ? bets.worse(bet, counts, 1, 0)
                : bets.worse(bet, counts, tolerances.errorFactor(), tolerances.errorShare());
    }

    private static double cap(Metric metric, Counts counts) {
        return metric.isLatency()
                ? CAP_OF_LATENCY
                : CAP_PER_CLIENT * Math.clamp(counts.yB(), 1, CAPPED_CLIENTS);
    }

    double of(Metric metric) {
        var sum = reserve;
        for (var each : capital[metric.slot()]) {
            sum += each;
        }
        return sum;
    }
}
