package penstock.judge.anomaly;

import java.util.Arrays;

/// How often a score is reached when nothing is wrong: counted up to the highest twentieth of scores seen, beyond it by
/// an exponential tail whose length is taken from the median, so that a few unusual points do not stretch it.
final class Tail {
    private static final double BODY = 0.95;

    private final double[] body;
    private final int count;
    private final double from;
    private final double chanceFrom;
    private final double length;

    private Tail(double[] sorted) {
        count = sorted.length;
        body = sorted;
        from = sorted[(int) (BODY * (count - 1))];
        var excess =
                Arrays.stream(sorted).filter(score -> score > from).map(s -> s - from).toArray();
        chanceFrom = (excess.length + 1.0) / (count + 1);
        length = Math.max(Robust.median(excess) / Math.log(2), from * 0.02 + 1e-9);
    }

    /// @param scores at least one, of points that were not learned from
    static Tail of(double[] scores) {
        var sorted = scores.clone();
        Arrays.sort(sorted);
        return new Tail(sorted);
    }

    /// Chance that a score is at least this, 0 to 1.
    double chance(double score) {
        if (score > from) {
            return chanceFrom * StrictMath.exp(-(score - from) / length);
        }
        var at = Arrays.binarySearch(body, score);
        var below = at < 0 ? -at - 1 : at;
        while (below > 0 && body[below - 1] == score) {
            below--;
        }
        return (count - below + 1.0) / (count + 1);
    }

    /// The score that is reached with a chance of at most this.
    double score(double chance) {
        if (chance >= chanceFrom) {
            return body[Math.clamp((long) ((1 - chance) * count), 0, count - 1)];
        }
        return from + length * StrictMath.log(chanceFrom / chance);
    }
}
