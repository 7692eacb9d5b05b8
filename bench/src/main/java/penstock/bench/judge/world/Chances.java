package penstock.bench.judge.world;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// The chances of the latency buckets, for a median to the sixteenth of a bucket.
final class Chances {
    /// Buckets on either side of the median's; six σ.
    private static final int REACH = (int) Math.ceil(6 * Shapes.SIGMA);

    private static final int FRACTIONS = 16;
    private static final AtomicReferenceArray<Chances> MADE = new AtomicReferenceArray<>(FRACTIONS);

    private final double[] chances = new double[2 * REACH + 1];
    private final int first;

    private Chances(int fraction) {
        first = -REACH;
        for (var i = 0; i < chances.length; i++) {
            var upper = (i - REACH - (double) fraction / FRACTIONS) / Shapes.SIGMA;
            chances[i] = Shapes.normal(upper) - Shapes.normal(upper - 1 / Shapes.SIGMA);
        }
    }

    private Chances(Chances shape, int by) {
        System.arraycopy(shape.chances, 0, chances, 0, chances.length);
        first = shape.first + by;
    }

    /// @param median in 1/256 of a bucket, see [Shapes#parts]
    static Chances at(int median) {
        var fine = Shapes.PARTS / FRACTIONS;
        var whole = Math.floorDiv(median, Shapes.PARTS);
        var fraction = Math.floorMod(median, Shapes.PARTS) / fine;
        var shape = MADE.get(fraction);
        if (shape == null) {
            shape = new Chances(fraction);
            MADE.set(fraction, shape);
        }
        return new Chances(shape, whole);
    }

    int first() {
        return first;
    }

    int length() {
        return chances.length;
    }

    double of(int at) {
        return chances[at];
    }
}
