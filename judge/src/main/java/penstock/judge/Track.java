package penstock.judge;

/// Where the comparison of one metric stands.
///
/// Bets are made between two blocks, from what ended before the next one begins: what stable did during a block must not choose
/// how that block is bet on. Otherwise the expectation of the evidence could exceed one.
final class Track {
    /// How long a disturbance is kept in mind: its end may show later in one version than in the other.
    private static final long MEMORY_MILLIS = 15_000;

    final Metric metric;
    Betting.Sides sides;
    Block block = new Block();
    WorseEvidence worse;
    SameEvidence same = new SameEvidence();
    private Limits limits;
    private long spans;
    private double disturbedShare = Double.NaN;
    private long disturbedUntil;

    Track(Metric metric, Limits limits, Baseline baseline) {
        this.metric = metric;
        this.limits = limits;
        worse = new WorseEvidence(Betting.worseCount(metric));
        sides = Betting.on(metric, limits, baseline, disturbedShare);
    }

    private Track(Track other) {
        metric = other.metric;
        sides = other.sides;
        block = other.block.copy();
        worse = other.worse.copy();
        same = other.same.copy();
        limits = other.limits;
        spans = other.spans;
        disturbedShare = other.disturbedShare;
        disturbedUntil = other.disturbedUntil;
    }

    Track copy() {
        return new Track(this);
    }

    void stage(Limits next, Baseline baseline) {
        judgeBlock();
        limits = next;
        same = new SameEvidence();
        bet(baseline);
    }

    /// Takes in a tick.
    void add(long atMillis, Sums stable, Sums candidate) {
        block.add(sides, atMillis, stable, candidate);
        if (block.isDue(metric, atMillis)) {
            judgeBlock();
        }
    }

    private void judgeBlock() {
        worse.add(sides.worse(), block, isDisturbed());
        same.add(sides.same(), block);
        block.clear();
    }

    /// Notices whether stable has far more events than usual, in its last seconds.
    void notice(Baseline baseline, long atMillis) {
        if (!(metric instanceof Metric.Share share)) {
            return;
        }
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
    /// @param minutes since the start, for which stakes are due; negative if none are made now
    void refresh(Baseline baseline, long minutes) {
        if (block.isEmpty() && spans != baseline.spans()) {
            bet(baseline);
            worse.stakeUpTo(minutes);
        }
    }

    private void bet(Baseline baseline) {
        spans = baseline.spans();
        sides = Betting.on(metric, limits, baseline, disturbedShare);
    }

    /// Whether enough is known about stable to bet at all.
    boolean isOpen() {
        return sides.worse().isOpen();
    }
}
