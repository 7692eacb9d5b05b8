package penstock.judge;

import penstock.judge.WarmUp.Phase;

/// Where the comparison of one metric stands.
///
/// Bets are made between two blocks, from what ended before the next one begins: what stable did during a block must not choose
/// how that block is bet on. Otherwise the expectation of the evidence could exceed one. The same holds for what counts.
final class Track {
    /// How long a disturbance is kept in mind: its end may show later in one version than in the other.
    private static final long MEMORY_MILLIS = 15_000;

    final Metric metric;
    private final WarmUp warmUp;
    private Limits limits;
    private Betting.Sides sides;
    private Block block = new Block();
    private WorseEvidence worse;
    private SameEvidence same;
    private Warming warming = Warming.UNKNOWN;
    private long newValues;
    private long newSum;
    private long newSquares;
    private Phase phase;
    private long spans;
    private double disturbedShare = Double.NaN;
    private long disturbedUntil;

    Track(Metric metric, WarmUp warmUp, Limits limits, Baseline baseline) {
        this.metric = metric;
        this.warmUp = warmUp;
        this.limits = limits;
        worse = new WorseEvidence(Betting.worseCount(metric));
        phase = warmUp.phase(metric, limits, warming, 0);
        same = new SameEvidence(phase == Phase.WARM);
        sides = sides(baseline);
    }

    private Track(Track other) {
        metric = other.metric;
        warmUp = other.warmUp;
        limits = other.limits;
        sides = other.sides;
        block = other.block.copy();
        worse = other.worse;
        same = other.same;
        warming = other.warming;
        newValues = other.newValues;
        newSum = other.newSum;
        newSquares = other.newSquares;
        phase = other.phase;
        spans = other.spans;
        disturbedShare = other.disturbedShare;
        disturbedUntil = other.disturbedUntil;
    }

    Track copy() {
        return new Track(this);
    }

    /// Begins another stage.
    ///
    /// @param age of the candidate, milliseconds
    void stage(Limits next, Baseline baseline, long age) {
        judgeBlock();
        limits = next;
        phase = warmUp.phase(metric, limits, warming, age);
        same = new SameEvidence(phase == Phase.WARM);
        sides = sides(baseline);
    }

    /// Takes in a tick.
    ///
    /// @param fromMillis when it began
    void add(long fromMillis, Tick tick) {
        var candidate = tick.candidate().of(metric);
        if (phase != Phase.COLD) {
            block.add(sides, fromMillis, tick.stable().of(metric), candidate);
            if (block.isDue(metric, tick.atMillis())) {
                judgeBlock();
            }
        }
        if (candidate instanceof Histogram values) {
            newValues += values.count();
            newSum += values.sumOfIndexes();
            newSquares += values.sumOfSquaredIndexes();
        }
    }

    private void judgeBlock() {
        worse = worse.copy();
        worse.add(sides.worse(), block, isDisturbed());
        same = same.copy();
        same.add(sides.same(), block);
        block.clear();
    }

    /// Called when a second is over.
    void learn(Baseline baseline, long atMillis) {
        if (metric instanceof Metric.Share share) {
            notice(share, baseline, atMillis);
        }
        warming = warming.with(newValues, newSum, newSquares);
        newValues = 0;
        newSum = 0;
        newSquares = 0;
    }

    /// Notices whether stable has far more events than usual, in its last seconds.
    private void notice(Metric.Share share, Baseline baseline, long atMillis) {
        if (atMillis >= disturbedUntil) {
            disturbedShare = Double.NaN;
        }
        var now = Betting.events(share, baseline.justNow());
        var usual = Betting.usualShare(Betting.events(share, baseline.lately()));
        // One is added so that the usual few failures of a small window never look like one.
        if (now.y() > 5 * (usual * now.n() + 1)) {
            var seen = (double) now.y() / now.n();
            disturbedShare = isDisturbed() ? Math.max(disturbedShare, seen) : seen;
            disturbedUntil = atMillis + MEMORY_MILLIS;
        }
    }

    boolean isDisturbed() {
        return !Double.isNaN(disturbedShare);
    }

    /// Makes new bets if something new is known and no block is open.
    ///
    /// @param age of the candidate, milliseconds
    /// @param minutes since the start, for which stakes are due; negative if none are made now
    void refresh(Baseline baseline, long age, long minutes) {
        if (!block.isEmpty() || spans == baseline.spans()) {
            return;
        }
        if (phase != Phase.WARM) {
            phase = warmUp.phase(metric, limits, warming, age);
            same = phase == Phase.WARM ? same.warm() : same;
        }
        sides = sides(baseline);
        if (worse.isDue(minutes)) {
            worse = worse.copy();
            worse.stakeUpTo(minutes);
        }
    }

    private Betting.Sides sides(Baseline baseline) {
        spans = baseline.spans();
        var inForce = phase == Phase.SETTLING ? WarmUp.whileSettling(metric, limits) : limits;
        return Betting.on(metric, inForce, baseline, disturbedShare);
    }

    Phase phase() {
        return phase;
    }

    Betting.Sides sides() {
        return sides;
    }

    boolean isBetweenBlocks() {
        return block.isEmpty();
    }

    /// Evidence that the candidate is beyond the tolerance.
    double worse() {
        return worse.value();
    }

    /// Evidence that the candidate is within the margin.
    double same() {
        return same.value();
    }
}
