package penstock.judge.anomaly;

import com.amazon.randomcutforest.RandomCutForest;

/// A random cut forest over the last points of all signals together (Guha, Mishra, Roy and Schrijvers, ICML 2016): how much
/// a point changes random trees of past points if it is put into them.
final class Forest {
    /// The last four points are looked at as one: a sequence can be unusual as well as a value.
    private static final int POINTS = 4;

    private static final int TREES = 50;
    private static final int SAMPLE = 256;

    /// Beyond it nothing becomes more unusual, and trees are not cut by a single value for long.
    private static final double MOST = 10;

    private final int signals;
    private final RandomCutForest forest;
    private final float[] last;

    /// @param seed the same points and seed give the same scores, to the bit
    Forest(int signals, long seed) {
        this.signals = signals;
        last = new float[signals * POINTS];
        forest =
                RandomCutForest.builder()
                        .dimensions(signals * POINTS)
                        .numberOfTrees(TREES)
                        .sampleSize(SAMPLE)
                        .shingleSize(POINTS)
                        .internalShinglingEnabled(false)
                        .parallelExecutionEnabled(false)
                        .randomSeed(seed)
                        .build();
    }

    /// Takes the point in.
    ///
    /// @param isLearned whether it is also one of those that later ones are compared with
    void add(double[] distances, boolean isLearned) {
        var next = with(distances);
        System.arraycopy(next, 0, last, 0, next.length);
        if (isLearned) {
            forest.update(next);
        }
    }

    private float[] with(double[] distances) {
        var next = new float[last.length];
        System.arraycopy(last, signals, next, 0, last.length - signals);
        for (var i = 0; i < signals; i++) {
            next[last.length - signals + i] = (float) Math.clamp(distances[i], -MOST, MOST);
        }
        return next;
    }

    /// How unusual the next point would be, 0 or more.
    double score(double[] distances) {
        return forest.getAnomalyScore(with(distances));
    }
}
