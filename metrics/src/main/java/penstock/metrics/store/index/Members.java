package penstock.metrics.store.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/// The series that have one value of one label. Most values belong to few series, for which a bitmap is far too large.
final class Members {
    private static final int FEW = 16;

    /// The one copy of the text that all labels share.
    final String value;

    private int[] few = new int[2];
    private int count;
    private @Nullable MutableRoaringBitmap many;

    Members(String value) {
        this.value = value;
    }

    void add(int series) {
        if (many != null) {
            many.add(series);
            return;
        }
        if (count == FEW) {
            many = MutableRoaringBitmap.bitmapOf(few);
            many.add(series);
            few = new int[0];
            return;
        }
        if (count == few.length) {
            few = Arrays.copyOf(few, 2 * count);
        }
        few[count++] = series;
    }

    void remove(int series) {
        if (many != null) {
            many.remove(series);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (few[i] == series) {
                few[i] = few[--count];
                return;
            }
        }
    }

    int size() {
        return many == null ? count : many.getCardinality();
    }

    ImmutableRoaringBitmap bitmap() {
        return many == null ? MutableRoaringBitmap.bitmapOf(Arrays.copyOf(few, count)) : many;
    }

    void addTo(MutableRoaringBitmap into) {
        if (many != null) {
            into.or(many);
            return;
        }
        for (int i = 0; i < count; i++) {
            into.add(few[i]);
        }
    }
}
