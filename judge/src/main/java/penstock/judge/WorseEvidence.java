package penstock.judge;

/// The evidence that the candidate is beyond the tolerance of one metric, since the start of the rollout: a capital
/// that starts at one, is spread over bets on trouble of different sizes and starting times, and is multiplied by their
/// e-variables. While the candidate is within the tolerances the expectation of the weighted mean over the metrics never exceeds
/// one, so it reaches 1/α with a chance of at most α, however often one looks (Ville).
final class WorseEvidence {
    /// Staked at the start; the rest is kept for faults that begin later.
    static final double AT_ONCE = 0.5;

    /// Later stakes fall with the square of the time, ten minutes being short: they add up to the rest over all minutes.
    private static final double EARLY_MINUTES = 10;

    /// While stable itself is disturbed, or was a moment ago: its end may show later in the candidate.
    private static final double CAP_IN_DISTURBANCE = 0.25;

    /// Beyond this nothing changes, and sums stay finite.
    private static final double ENOUGH = 1e100;

    private final double[] capital;
    private double reserve = 1 - AT_ONCE;
    private long minute;

    WorseEvidence(int bets) {
        capital = new double[bets];
        stake(AT_ONCE);
    }

    private WorseEvidence(WorseEvidence other) {
        capital = other.capital.clone();
        reserve = other.reserve;
        minute = other.minute;
    }

    WorseEvidence copy() {
        return new WorseEvidence(this);
    }

    private void stake(double amount) {
        for (var i = 0; i < capital.length; i++) {
            capital[i] += amount / capital.length;
        }
    }

    boolean isDue(long minutesSinceStart) {
        return minute < minutesSinceStart;
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

    void add(Side side, Block block, boolean isDisturbed) {
        if (!side.isOpen() || !block.hasBoth()) {
            return;
        }
        var cap = isDisturbed ? CAP_IN_DISTURBANCE : side.cap(block.counts(), Block.WORSE);
        for (var i = 0; i < capital.length; i++) {
            var e = Math.min(cap, side.value(i, block.counts(), Block.WORSE));
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
