package penstock.metrics.store.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.index.LabelIndex;

/// The series of a block by their labels. Series are numbered in the order of their labels.
final class BlockIndex implements LabelIndex {
    private static final ImmutableRoaringBitmap EMPTY = new MutableRoaringBitmap();

    private final MemorySegment symbols;
    private final MemorySegment labels;
    private final MemorySegment postings;
    private final int symbolCount;
    private final int nameCount;
    private final MutableRoaringBitmap all = new MutableRoaringBitmap();

    /// Texts that were asked for. Two threads may put the same text there, which does no harm.
    private final @Nullable String[] texts;

    BlockIndex(List<MemorySegment> sections, int series) {
        symbols = sections.get(Sections.SYMBOLS);
        labels = sections.get(Sections.LABELS);
        postings = sections.get(Sections.POSTINGS);
        symbolCount = symbols.get(Sections.INT, 0);
        nameCount = labels.get(Sections.INT, 0);
        texts = new String[symbolCount];
        all.add(0L, series);
    }

    String text(int symbol) {
        var known = texts[symbol];
        if (known != null) {
            return known;
        }
        int base = 4 + 4 * symbolCount;
        int from = symbol == 0 ? 0 : symbols.get(Sections.INT, 4L * symbol);
        int to = symbols.get(Sections.INT, 4L * symbol + 4);
        var bytes =
                symbols.asSlice(base + (long) from, (long) to - from)
                        .toArray(ValueLayout.JAVA_BYTE);
        var text = new String(bytes, StandardCharsets.UTF_8);
        texts[symbol] = text;
        return text;
    }

    private String name(int i) {
        return text(labels.get(Sections.INT, 4 + 8L * i));
    }

    private int firstValue(int name) {
        // behind the last name stands the number of all values, where the first value of another
        // would
        return name == nameCount
                ? labels.get(Sections.INT, 4 + 8L * nameCount)
                : labels.get(Sections.INT, 8 + 8L * name);
    }

    private String value(int i) {
        return text(labels.get(Sections.INT, 8 + 8L * nameCount + 8L * i));
    }

    private ImmutableRoaringBitmap postings(int value) {
        long ends = 12 + 8L * nameCount;
        int from = value == 0 ? 0 : labels.get(Sections.INT, ends + 8L * (value - 1));
        int to = labels.get(Sections.INT, ends + 8L * value);
        return new ImmutableRoaringBitmap(postings.asSlice(from, (long) to - from).asByteBuffer());
    }

    /// The place of a name, or -1.
    private int find(String name) {
        int low = 0;
        int high = nameCount - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Labels.compareUtf8(name(middle), name);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /// The first value of a name that does not come before a text.
    private int lowest(int name, String text) {
        int low = firstValue(name);
        int high = firstValue(name + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Labels.compareUtf8(value(middle), text) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public ImmutableRoaringBitmap all() {
        return all;
    }

    @Override
    public ImmutableRoaringBitmap with(String name, String value) {
        int place = find(name);
        if (place < 0) {
            return EMPTY;
        }
        int found = lowest(place, value);
        return found < firstValue(place + 1) && value(found).equals(value)
                ? postings(found)
                : EMPTY;
    }

    @Override
    public void addWith(
            String name, String prefix, Predicate<String> wanted, MutableRoaringBitmap into) {
        int place = find(name);
        if (place < 0) {
            return;
        }
        int end = firstValue(place + 1);
        for (int i = lowest(place, prefix); i < end && value(i).startsWith(prefix); i++) {
            if (wanted.test(value(i))) {
                into.or(postings(i));
            }
        }
    }

    @Override
    public List<String> names() {
        var names = new ArrayList<String>(nameCount);
        for (int i = 0; i < nameCount; i++) {
            names.add(name(i));
        }
        return names;
    }

    @Override
    public List<String> values(String name) {
        var values = new ArrayList<String>();
        int place = find(name);
        for (int i = place < 0 ? 0 : firstValue(place);
                place >= 0 && i < firstValue(place + 1);
                i++) {
            values.add(value(i));
        }
        return values;
    }
}
