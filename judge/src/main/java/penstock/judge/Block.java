package penstock.judge;

import penstock.judge.EVariables.Counts;

/// Counts of one or several ticks that are judged as one. A tick in which one version had no request says nothing by itself,
/// so it is joined with the next ones. When a block ends depends on the numbers of requests and on time only, never on how
/// the requests ended: that keeps the evidence valid.
final class Block {
    private static final long ENOUGH_REQUESTS = 10;

    /// Versions are compared at the same time, so a block is short even where traffic is thin.
    private static final long LONGEST_MILLIS = 10_000;

    private static final int WORSE = 0;
    private static final int SAME = 4;
    private static final int FIELDS = 8;

    private final long[] counts;
    private long startedAt;
    private long stableRequests;
    private long candidateRequests;

    Block() {
        counts = new long[Metric.ALL.size() * FIELDS];
    }

    private Block(Block other) {
        counts = other.counts.clone();
        startedAt = other.startedAt;
        stableRequests = other.stableRequests;
        candidateRequests = other.candidateRequests;
    }

    Block copy() {
        return new Block(this);
    }

    boolean isEmpty() {
        return stableRequests == 0 && candidateRequests == 0;
    }

    void add(Bets[] bets, Tick tick, boolean isLatencyCounted) {
        if (isEmpty()) {
            startedAt = tick.atMillis();
        }
        stableRequests += tick.stable().requests();
        candidateRequests += tick.candidate().requests();
        for (var metric : Metric.ALL) {
            var at = metric.slot() * FIELDS;
            if (!metric.isLatency()) {
                addErrors(at + WORSE, tick);
                addErrors(at + SAME, tick);
            } else if (isLatencyCounted && bets[metric.slot()].isOpen()) {
                var edges = bets[metric.slot()].edges();
                addLatency(at + WORSE, tick, edges.stableWorse(), edges.candidateWorse());
                addLatency(at + SAME, tick, edges.stableSame(), edges.candidateSame());
            }
        }
    }

    private void addErrors(int at, Tick tick) {
        counts[at] += tick.stable().requests();
        counts[at + 1] += tick.stable().failures();
        counts[at + 2] += tick.candidate().requests();
        counts[at + 3] += tick.candidate().failures();
    }

    private void addLatency(int at, Tick tick, int stableEdge, int candidateEdge) {
        counts[at] += tick.stable().latency().count();
        counts[at + 1] += tick.stable().latency().countAbove(stableEdge);
        counts[at + 2] += tick.candidate().latency().count();
        counts[at + 3] += tick.candidate().latency().countAbove(candidateEdge);
    }

    boolean isDue(long atMillis) {
        var isEnough =
                stableRequests > 0
                        && candidateRequests > 0
                        && stableRequests + candidateRequests >= ENOUGH_REQUESTS;
        return isEnough || (!isEmpty() && atMillis - startedAt >= LONGEST_MILLIS);
    }

    Counts worse(Metric metric) {
        return at(metric.slot() * FIELDS + WORSE);
    }

    Counts same(Metric metric) {
        return at(metric.slot() * FIELDS + SAME);
    }

    private Counts at(int at) {
        return new Counts(counts[at], counts[at + 1], counts[at + 2], counts[at + 3]);
    }
}
