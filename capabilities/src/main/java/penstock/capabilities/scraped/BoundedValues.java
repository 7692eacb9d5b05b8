package penstock.capabilities.scraped;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import penstock.judge.Metric;
import penstock.judge.Moments;
import penstock.metrics.histogram.BucketWalk;
import penstock.metrics.histogram.FloatHistogram;

/// Number, sum and sum of squares of the values that a histogram counted, each as its place in a range (0 its least value, 1 its largest).
///
/// The number and the sum are exact. The squares are not told, so the largest sum of squares counts that the buckets and the sum
/// allow. In a bucket from l to u, x² ≤ (l + u)·x - l·u for every x, since a square lies below its chord; summed up over the bucket, with c
/// values whose sum is s, Σx² ≤ (l + u)·s - l·u·c. How the whole sum is spread over the buckets is not known either. The bound is
/// largest when the buckets of the largest l + u have as much of it as they can hold: every value of the buckets above is at its
/// upper end, every one below at its lower end. More squares than there were are more spread than there was, and the evidence of means falls
/// with the spread. So the bound can make a verdict later, never wrong.
///
/// A value in a bucket that lies beyond the range counts as being in a bucket of the same width at the end of the range: a figure of each value by
/// itself, so that sums stay sums of independent values. In a bucket without end it counts as the end of the range.
final class BoundedValues {
    private final double low;
    private final double high;
    private final List<Cell> cells = new ArrayList<>();
    private double sum;
    private long n;
    private long clipped;

    /// So many values from `lower` to `upper`, within the range.
    private record Cell(double lower, double upper, long count) {}

    private BoundedValues(Metric.Mean metric) {
        this.low = metric.low();
        this.high = metric.high();
    }

    /// @param clipped how many were beyond the range
    record Result(Moments moments, long clipped) {}

    static Result within(Metric.Mean metric, FloatHistogram grown) {
        var values = new BoundedValues(metric);
        values.sum = grown.sum();
        for (var walk = BucketWalk.all(grown); walk.next(); ) {
            values.add(walk.lower(), walk.upper(), Math.round(walk.count()));
        }
        return new Result(values.moments(), values.clipped);
    }

    /// For figures without a largest value: each value counts as the middle of its bucket, and beyond the cap as the cap. The
    /// histogram's sum is of no use here, for it has in it by how much the cap is exceeded.
    static Result capped(Metric.Mean metric, FloatHistogram grown) {
        var all = Moments.NONE;
        for (var walk = BucketWalk.all(grown); walk.next(); ) {
            long count = Math.round(walk.count());
            double lower = Math.max(walk.lower(), metric.low());
            double upper = Math.min(walk.upper(), metric.high());
            double place = metric.place(lower < upper ? (lower + upper) / 2 : lower);
            if (count > 0) {
                all = all.plus(Moments.ofSums(count, count * place, count * place * place));
            }
        }
        return new Result(all, 0);
    }

    private void add(double lower, double upper, long count) {
        if (count <= 0) {
            return;
        }
        n += count;
        double width = upper - lower;
        boolean isNarrow = width <= high - low;
        if (upper <= low) {
            clipped += count;
            move(isNarrow ? low - lower : low - upper, count);
            cells.add(new Cell(low, isNarrow ? low + width : low, count));
        } else if (lower >= high) {
            clipped += count;
            move(isNarrow ? high - upper : high - lower, count);
            cells.add(new Cell(isNarrow ? high - width : high, high, count));
        } else {
            cells.add(new Cell(Math.max(lower, low), Math.min(upper, high), count));
        }
    }

    private void move(double by, long count) {
        sum += by * count;
    }

    private Moments moments() {
        if (n == 0) {
            return Moments.NONE;
        }
        double least = 0;
        double largest = 0;
        for (var cell : cells) {
            least += place(cell.lower) * cell.count;
            largest += place(cell.upper) * cell.count;
        }
        double middle = (least + largest) / 2;
        double placed = (sum - low * n) / (high - low);
        double total = Double.isFinite(placed) ? Math.clamp(placed, least, largest) : middle;
        return Moments.ofSums(n, total, squares(total - least));
    }

    /// @param rest what the sum is more than that of all lower ends
    private double squares(double rest) {
        cells.sort(Comparator.<Cell>comparingDouble(cell -> cell.lower + cell.upper).reversed());
        double squares = 0;
        double left = Math.max(0, rest);
        for (var cell : cells) {
            double lower = place(cell.lower);
            double upper = place(cell.upper);
            double taken = Math.min(left, (upper - lower) * cell.count);
            left -= taken;
            squares += lower * lower * cell.count + (lower + upper) * taken;
        }
        return squares;
    }

    private double place(double value) {
        return Math.clamp((value - low) / (high - low), 0, 1);
    }
}
