package penstock.judge.anomaly;

import java.util.Arrays;
import java.util.List;

/// Running means of how far each signal is from what is usual, of three lengths: one point, about ten, about sixty. The
/// longer ones see what is too small to be seen in a point, but lasts.
final class Bands {
    private static final Finding.Shape[] SHAPES = {
        Finding.Shape.SPIKE, Finding.Shape.SHIFT, Finding.Shape.SLOW_BURN
    };

    static final int LENGTHS = SHAPES.length;

    private static final double[] PART_OF_NEW = {1, 0.1, 1 / 60.0};

    /// A point counts at most this much in the longer means: a spike is no slow burn.
    private static final double MOST = 4;

    private final int signals;
    private final double[] means;
    private final double[] spreads;

    private Bands(int signals, double[] spreads) {
        this.signals = signals;
        this.spreads = spreads;
        means = new double[signals * LENGTHS];
    }

    /// Without knowledge of how far the means usually go.
    static Bands raw(int signals) {
        var ones = new double[signals * LENGTHS];
        Arrays.fill(ones, 1);
        return new Bands(signals, ones);
    }

    /// Scaled by how far the means went, over the points learned from or over those that were not, whichever is farther.
    ///
    /// @param learned for each signal and length, its means over time
    /// @param unseen the same of others, once or several times
    static Bands scaled(int signals, double[][] learned, List<double[][]> unseen) {
        var spreads = new double[learned.length];
        for (var i = 0; i < spreads.length; i++) {
            spreads[i] = Math.max(Robust.spread(learned[i]), 1e-6);
            for (var walks : unseen) {
                spreads[i] = Math.max(spreads[i], Robust.spread(walks[i]));
            }
        }
        return new Bands(signals, spreads);
    }

    /// The same before its first point.
    Bands afresh() {
        return new Bands(signals, spreads);
    }

    void add(double[] distances) {
        for (var signal = 0; signal < signals; signal++) {
            for (var length = 0; length < LENGTHS; length++) {
                means[signal * LENGTHS + length] = next(distances, signal, length);
            }
        }
    }

    private double next(double[] distances, int signal, int length) {
        var mean = means[signal * LENGTHS + length];
        var distance = distances[signal];
        return length == 0
                ? distance
                : mean + PART_OF_NEW[length] * (Math.clamp(distance, -MOST, MOST) - mean);
    }

    double mean(int signal, int length) {
        return means[signal * LENGTHS + length];
    }

    /// What is farthest off once these distances have been added.
    Farthest farthest(double[] distances) {
        var farthest = new Farthest(0, Finding.Shape.SPIKE, 0);
        for (var signal = 0; signal < signals; signal++) {
            for (var length = 0; length < LENGTHS; length++) {
                var score =
                        Math.abs(next(distances, signal, length))
                                / spreads[signal * LENGTHS + length];
                if (score > farthest.score()) {
                    farthest = new Farthest(signal, SHAPES[length], score);
                }
            }
        }
        return farthest;
    }

    /// How far a single value may be off before it reaches `score`.
    double reach(int signal, double score) {
        return score * spreads[signal * LENGTHS];
    }

    record Farthest(int signal, Finding.Shape shape, double score) {}
}
