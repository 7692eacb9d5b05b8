package penstock.bench.judge.world;

/// How the service fares at a moment: how many requests come, what share of each version's fails, how long they take.
/// Computed anew once a second, the rate at each tick.
final class Conditions {
    private static final double BASE_ERRORS = 0.001;
    private static final double BASE_MEDIAN = 0.08;
    private static final double PERIOD = 7_200;
    private static final double TURN = 2 * Math.PI;
    private static final double BURST_SECONDS = 5;

    private final Trouble trouble;
    private final Dice dice;

    /// How often everything swings faster than usual.
    private final double pace;

    private final double phaseOfRate;
    private final double phaseOfErrors;
    private final double phaseOfLatency;
    private final double brownoutPhase;
    private final double outageAt;
    private final double stepAt;
    private double burstAt;
    private double burstFactor;

    Conditions(Trouble trouble, Dice dice) {
        this.trouble = trouble;
        this.dice = dice;
        pace = trouble.isRestless ? 8 : 1;
        phaseOfRate = dice.between(0, TURN);
        phaseOfErrors = dice.between(0, TURN);
        phaseOfLatency = dice.between(0, TURN);
        brownoutPhase = Math.floor(dice.between(0, 300));
        outageAt = dice.between(120, 3_000);
        stepAt = dice.between(120, 3_000);
        burstAt = -300 + dice.untilNext(60);
        burstFactor = dice.between(3, 8);
    }

    /// Requests a second, of both versions.
    double rate(double seconds) {
        var rate = trouble.rate;
        if (!trouble.isSteady) {
            rate *= 1 + 0.3 * Math.sin(TURN * seconds * pace / PERIOD + phaseOfRate);
        }
        if (trouble.isMorning) {
            rate *= 0.3 + 1.7 * hour(seconds);
        }
        return isBurst(seconds) ? rate * burstFactor : rate;
    }

    private static double hour(double seconds) {
        return Math.clamp(seconds / 3_600, 0, 1);
    }

    private boolean isBurst(double seconds) {
        if (!trouble.hasBursts) {
            return false;
        }
        while (seconds >= burstAt + BURST_SECONDS) {
            burstAt += BURST_SECONDS + dice.untilNext(60);
            burstFactor = dice.between(3, 8);
        }
        return seconds >= burstAt;
    }

    private boolean isOutage(double seconds) {
        return trouble.hasOutage && seconds >= outageAt && seconds < outageAt + 60;
    }

    private boolean isAfterStep(double seconds) {
        return trouble.hasStep && seconds >= stepAt;
    }

    boolean isFaulty(double seconds, double weight) {
        return seconds >= trouble.from && weight >= trouble.fromWeight;
    }

    /// Share of a version's requests that fail.
    double errors(double seconds, boolean isFaulty) {
        var share = BASE_ERRORS;
        if (!trouble.isLevel) {
            share *= 1 + 0.5 * Math.sin(TURN * seconds * pace / PERIOD + phaseOfErrors);
        }
        share *= 1 + (trouble.drift - 1) * seconds / 3_600;
        share *= trouble.isMorning ? 1 + hour(seconds) : 1;
        share *= isAfterStep(seconds) ? 5 : 1;
        if (trouble.isBrownout && Math.floorMod((long) (seconds + brownoutPhase), 300) < 10) {
            share += 0.2;
        }
        if (isOutage(seconds)) {
            share = 0.9;
        }
        return Math.min(1, isFaulty ? trouble.errorFactor * share + trouble.errors : share);
    }

    /// Seconds that half of a version's requests take at most.
    ///
    /// @param served requests that the candidate has answered
    double median(double seconds, boolean isCandidate, boolean isFaulty, long served) {
        var median = BASE_MEDIAN;
        if (!trouble.isLevel) {
            median *= 1 + 0.15 * Math.sin(TURN * seconds * pace / PERIOD + phaseOfLatency);
        }
        median *= 1 + (trouble.drift - 1) * 0.1 * seconds / 3_600;
        median *= trouble.isMorning ? 1 + 0.3 * hour(seconds) : 1;
        median *= isAfterStep(seconds) || isBurst(seconds) ? 1.5 : 1;
        median *= isOutage(seconds) ? 3 : 1;
        median *= isFaulty ? trouble.slower : 1;
        if (isCandidate) {
            median *= 1 + trouble.coldness * Math.exp(-Math.max(0, seconds) / 15);
            median *= trouble.isCompiling ? 1 + 2.2 * Math.exp(-served / 700.0) : 1;
        }
        return median;
    }

    /// Share of a version's requests that have a tail.
    double tail(double seconds, boolean isFaulty) {
        var both = trouble.isChoppy && Math.floorMod((long) (seconds / 30), 2) == 0 ? 0.1 : 0;
        return isFaulty ? both + trouble.tail : both;
    }
}
