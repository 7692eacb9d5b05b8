package penstock.judge;

/// A [Bound] as the e-variables see it: the candidate's figure `b` against `factor * a + shift`, with stable's figure `a`.
///
/// A figure of which higher is better is turned for shares and means, which have an upper end: the share of requests that
/// were not so, one less the score. `b >= f a - s` is `(1 - b) <= f (1 - a) + (1 - f + s)`, so that a high figure is always
/// bad. Rates have no upper end and stay as they are; there the candidate is bad on the other side of the line.
record Line(double factor, double shift) {
    static Line of(Metric.Share metric, Bound bound) {
        return metric.better() == Better.LOWER
                ? new Line(bound.factor(), bound.shift())
                : turned(bound.factor(), bound.shift());
    }

    /// In parts of the range.
    static Line of(Metric.Mean metric, Bound bound) {
        var width = metric.high() - metric.low();
        var f = bound.factor();
        return metric.better() == Better.LOWER
                ? new Line(f, (bound.shift() + (f - 1) * metric.low()) / width)
                : turned(f, (bound.shift() + (1 - f) * metric.low()) / width);
    }

    /// In events for each unit of exposure of the series.
    static Line of(Metric.Rate metric, Bound bound) {
        var shift = bound.shift() / metric.per();
        return new Line(bound.factor(), metric.better() == Better.LOWER ? shift : -shift);
    }

    private static Line turned(double factor, double shift) {
        return new Line(factor, 1 - factor + shift);
    }

    double at(double stable) {
        return factor * stable + shift;
    }
}
