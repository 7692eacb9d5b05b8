package penstock.metrics.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import penstock.metrics.histogram.Buckets;
import penstock.metrics.histogram.FloatHistogram;
import penstock.metrics.histogram.Span;

/// The buckets of one sign of a native histogram while they are being read: counts as numbers, or each as the difference to the
/// one before.
final class WireBuckets {
    /// More buckets of one sign than any histogram has for a reason, and a bound to what a few bytes may take in memory.
    private static final int MOST = 10_000;

    private final List<Span> spans = new ArrayList<>();
    private double[] counts = new double[16];
    private int size;
    private boolean hasDeltas;

    boolean hasSpans() {
        return !spans.isEmpty();
    }

    /// A message `BucketSpan`.
    void span(WireReader in) {
        int outer = in.enter();
        long offset = 0;
        long length = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> offset = in.signedNumber();
                case 2 -> length = in.number();
                default -> in.skip();
            }
        }
        if (length < 0 || length > Integer.MAX_VALUE || offset != (int) offset) {
            throw in.problem("a span of " + length + " buckets at " + offset);
        }
        in.leave(outer);
        limit(in, spans.size());
        spans.add(new Span((int) offset, (int) length));
    }

    void deltas(WireReader in) {
        hasDeltas = true;
        if (!in.isPacked()) {
            add(in, (double) in.signedNumber());
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            add(in, (double) WireReader.unfold(in.varint()));
        }
        in.leave(outer);
    }

    void counts(WireReader in) {
        if (!in.isPacked()) {
            add(in, in.real());
            return;
        }
        int outer = in.enter();
        while (!in.isAtEnd()) {
            add(in, Double.longBitsToDouble(in.fixed64()));
        }
        in.leave(outer);
    }

    void add(WireReader in, double count) {
        limit(in, size);
        if (size == counts.length) {
            counts = Arrays.copyOf(counts, 2 * size);
        }
        counts[size++] = count;
    }

    private static void limit(WireReader in, int present) {
        if (present >= MOST) {
            throw in.problem("a histogram with more than " + MOST + " buckets");
        }
    }

    /// All counts, in the order in which they were read.
    double[] values() {
        return Arrays.copyOf(counts, size);
    }

    Buckets buckets() {
        var absolute = values();
        for (int i = 1; hasDeltas && i < size; i++) {
            absolute[i] += absolute[i - 1];
        }
        return new Buckets(spans, absolute);
    }

    /// A histogram, if it is one that may be stored.
    static FloatHistogram checked(WireReader in, Supplier<FloatHistogram> made) {
        try {
            var histogram = made.get();
            var problem = histogram.problem();
            if (problem.isPresent()) {
                throw in.problem(problem.get());
            }
            return histogram;
        } catch (IllegalArgumentException e) {
            throw in.problem(
                    "histogram spans specify different number of buckets than provided: "
                            + e.getMessage());
        }
    }
}
