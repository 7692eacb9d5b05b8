package penstock.metrics.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import penstock.metrics.histogram.FloatHistogram;

/// Samples in the order of time, in arrays that grow and are used again, so that reading a series allocates nothing once
/// they are large enough. A sample is a number or a native histogram; it may know when its counter started.
public final class Samples {
    /// The bits of the value that says a series has ended here. Only these bits: it is a NaN among others.
    public static final long STALE_BITS = 0x7ff0000000000002L;

    public static final double STALE = Double.longBitsToDouble(STALE_BITS);

    private static final int USUAL = 128;

    private long[] times = new long[USUAL];
    private double[] values = new double[USUAL];
    private @Nullable FloatHistogram @Nullable [] histograms;
    private long @Nullable [] starts;
    private int size;
    private long histogramBytes;

    public static boolean isStale(double value) {
        return Double.doubleToRawLongBits(value) == STALE_BITS;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
        histogramBytes = 0;
        histograms = null;
        starts = null;
    }

    public void add(long time, double value) {
        ensureRoom();
        times[size] = time;
        values[size] = value;
        if (histograms != null) {
            histograms[size] = null;
        }
        if (starts != null) {
            starts[size] = 0;
        }
        size++;
    }

    public void add(long time, FloatHistogram histogram) {
        ensureRoom();
        if (histograms == null) {
            histograms = new FloatHistogram[times.length];
        }
        times[size] = time;
        values[size] = histogram.sum();
        histograms[size] = histogram;
        histogramBytes += histogram.bytes();
        if (starts != null) {
            starts[size] = 0;
        }
        size++;
    }

    /// Removes the stale markers.
    public void dropStale() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (isStale(values[i])) {
                continue;
            }
            if (kept < i) {
                move(i, kept);
            }
            kept++;
        }
        size = kept;
    }

    private void move(int from, int to) {
        times[to] = times[from];
        values[to] = values[from];
        if (histograms != null) {
            histograms[to] = histograms[from];
        }
        if (starts != null) {
            starts[to] = starts[from];
        }
    }

    /// Appends all to another, after which there are none here.
    public void moveTo(Samples other) {
        for (int i = 0; i < size; i++) {
            FloatHistogram histogram = histogram(i);
            if (histogram == null) {
                other.add(times[i], values[i]);
            } else {
                other.add(times[i], histogram);
            }
            other.startedAt(start(i));
        }
        clear();
    }

    /// Appends the numbers to one and the histograms to another; stale markers to neither.
    public void split(Samples numbers, Samples others) {
        for (int i = 0; i < size; i++) {
            if (isStale(values[i])) {
                continue;
            }
            FloatHistogram histogram = histogram(i);
            if (histogram == null) {
                numbers.add(times[i], values[i]);
                numbers.startedAt(start(i));
            } else {
                others.add(times[i], histogram);
                others.startedAt(start(i));
            }
        }
    }

    /// When the counter of the sample added last started, in milliseconds since 1970; 0 is unknown.
    public void startedAt(long start) {
        if (start == 0 && starts == null) {
            return;
        }
        if (starts == null) {
            starts = new long[times.length];
        }
        starts[size - 1] = start;
    }

    /// Milliseconds since 1970.
    public long time(int index) {
        return times[index];
    }

    /// The number, or the sum of a histogram (by which stale markers are told).
    public double value(int index) {
        return values[index];
    }

    /// The histogram, or `null` when the sample is a number.
    public @Nullable FloatHistogram histogram(int index) {
        return histograms == null ? null : histograms[index];
    }

    /// Puts another histogram in the place of one.
    public void replace(int index, FloatHistogram histogram) {
        if (histograms == null || histograms[index] == null) {
            throw new IllegalArgumentException(
                    "index: " + index + " (expected: that of a histogram)");
        }
        values[index] = histogram.sum();
        histograms[index] = histogram;
    }

    /// Milliseconds since 1970; 0 is unknown.
    public long start(int index) {
        return starts == null ? 0 : starts[index];
    }

    public boolean hasHistograms() {
        return histograms != null;
    }

    /// How many bytes of memory they take, with the room for more that there is once it is more than usual.
    public long bytes() {
        int each = 16 + (histograms == null ? 0 : 8) + (starts == null ? 0 : 8);
        return (long) each * (times.length > USUAL ? times.length : size) + histogramBytes;
    }

    public boolean hasStarts() {
        return starts != null;
    }

    public boolean isStale(int index) {
        return isStale(values[index]);
    }

    private void ensureRoom() {
        if (size < times.length) {
            return;
        }
        int length = 2 * times.length;
        times = Arrays.copyOf(times, length);
        values = Arrays.copyOf(values, length);
        if (histograms != null) {
            histograms = Arrays.copyOf(histograms, length);
        }
        if (starts != null) {
            starts = Arrays.copyOf(starts, length);
        }
    }
}
