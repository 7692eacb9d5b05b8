package penstock.metrics.histogram;

/// The mean of histograms: their sum by their number, until the sum grows beyond what a number can hold; from then on a mean
/// that each further one moves.
public final class HistogramMean {
    /// Two numbers below this have a finite sum.
    private static final double SAFE = Double.MAX_VALUE / 4;

    private HistogramSum sum;
    private double number = 1;
    private boolean isIncremental;
    private double greatestAdded;

    public HistogramMean(FloatHistogram first) {
        sum = new HistogramSum(first);
        greatestAdded = first.greatest();
    }

    /// Whether a histogram can be added: both have custom bounds, or neither has.
    public boolean accepts(FloatHistogram other) {
        return sum.accepts(other);
    }

    /// @throws IllegalArgumentException when it does not accept it
    public void add(FloatHistogram other) {
        number++;
        if (!isIncremental && !addDirectly(other)) {
            isIncremental = true;
            sum.divide(number - 1);
        }
        if (isIncremental) {
            sum.multiply((number - 1) / number);
            sum.add(other.dividedBy(number));
        }
    }

    /// Adds it unless the sum would overflow.
    private boolean addDirectly(FloatHistogram other) {
        greatestAdded += other.greatest();
        if (greatestAdded < SAFE) {
            sum.add(other);
            return true;
        }
        var candidate = sum.copy();
        candidate.add(other);
        if (candidate.hasOverflow()) {
            return false;
        }
        sum = candidate;
        return true;
    }

    /// Whether one was known to be reset and another known not to be.
    public boolean hasResetCollision() {
        return sum.hasResetCollision();
    }

    /// Whether custom bounds differed, so that only those are left that all had.
    public boolean hasBoundsReconciled() {
        return sum.hasBoundsReconciled();
    }

    public FloatHistogram value() {
        if (isIncremental) {
            return sum.value();
        }
        var mean = sum.copy();
        mean.divide(number);
        return mean.value();
    }
}
