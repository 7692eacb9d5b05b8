package penstock.metrics.store.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;
import penstock.metrics.labels.Labels;

/// An index to which series are added and from which they are removed. Their numbers, the slots, are small and used again. Not safe for
/// writing beside anything else.
public final class LiveIndex implements LabelIndex {
    private static final ImmutableRoaringBitmap EMPTY = new MutableRoaringBitmap();

    /// What an entry of the table of slots says where there is none; others are the slot plus one.
    private static final int FREE = 0;

    private final Map<String, Map<String, Members>> byName = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final MutableRoaringBitmap all = new MutableRoaringBitmap();
    private final LabelOrder order = new LabelOrder();

    /// By slot.
    private volatile @Nullable Labels[] labels = new Labels[64];

    /// Open addressing by the hash of labels.
    private int[] table = new int[128];

    private int size;

    /// Characters of all names and values, of each text once.
    private long text;

    public int size() {
        return size;
    }

    /// The labels of a slot that is in use.
    public Labels labels(int slot) {
        var found = labels[slot];
        if (found == null) {
            throw new IllegalStateException("slot " + slot + " (expected: one in use)");
        }
        return found;
    }

    /// The slot of a series, or -1.
    public int slot(Labels wanted) {
        int mask = table.length - 1;
        for (int i = spread(wanted.hashCode()) & mask; table[i] != FREE; i = (i + 1) & mask) {
            var found = labels[table[i] - 1];
            if (found != null && wanted.equals(found)) {
                return table[i] - 1;
            }
        }
        return -1;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ (mixed >>> 15);
    }

    /// Adds a series that is not there yet.
    public void add(int slot, Labels given) {
        var shared = shared(given, slot);
        if (slot >= labels.length) {
            labels = Arrays.copyOf(labels, Math.max(slot + 1, 2 * labels.length));
        }
        labels[slot] = shared;
        all.add(slot);
        size++;
        if (2 * size > table.length) {
            table = new int[2 * table.length];
            all.forEach((org.roaringbitmap.IntConsumer) this::enter);
        } else {
            enter(slot);
        }
        order.added(slot);
    }

    private void enter(int slot) {
        int mask = table.length - 1;
        int i = spread(labels(slot).hashCode()) & mask;
        while (table[i] != FREE) {
            i = (i + 1) & mask;
        }
        table[i] = slot + 1;
    }

    /// The same labels, made of texts of which there is one copy each.
    private Labels shared(Labels given, int slot) {
        var pairs = new String[2 * given.size()];
        for (int i = 0; i < given.size(); i++) {
            var name = names.computeIfAbsent(given.name(i), this::counted);
            var members =
                    byName.computeIfAbsent(name, _ -> new HashMap<>())
                            .computeIfAbsent(given.value(i), value -> new Members(counted(value)));
            members.add(slot);
            pairs[2 * i] = name;
            pairs[2 * i + 1] = members.value;
        }
        return Labels.ofSorted(pairs);
    }

    private String counted(String shared) {
        text += shared.length();
        return shared;
    }

    /// How many characters all names and values would have with those of a series, each text counted once.
    public long textWith(Labels given) {
        long more = 0;
        for (int i = 0; i < given.size(); i++) {
            var values = byName.get(given.name(i));
            more += values == null ? given.name(i).length() : 0;
            boolean isNew = values == null || !values.containsKey(given.value(i));
            more += isNew ? given.value(i).length() : 0;
        }
        return text + more;
    }

    /// Removes some series.
    public void removeAll(ImmutableRoaringBitmap slots) {
        slots.forEach((org.roaringbitmap.IntConsumer) this::removeLabels);
        all.andNot(slots);
        size = all.getCardinality();
        table = new int[table.length];
        all.forEach((org.roaringbitmap.IntConsumer) this::enter);
        order.removed();
    }

    private void removeLabels(int slot) {
        var gone = labels(slot);
        labels[slot] = null;
        for (int i = 0; i < gone.size(); i++) {
            var values = byName.get(gone.name(i));
            var members = values == null ? null : values.get(gone.value(i));
            if (values == null || members == null) {
                continue;
            }
            members.remove(slot);
            if (members.size() == 0) {
                values.remove(gone.value(i));
                text -= gone.value(i).length();
            }
            if (values.isEmpty()) {
                byName.remove(gone.name(i));
                names.remove(gone.name(i));
                text -= gone.name(i).length();
            }
        }
    }

    /// Series in the order of their labels.
    public int[] sorted(ImmutableRoaringBitmap slots) {
        return order.sort(slots, this);
    }

    @Override
    public ImmutableRoaringBitmap all() {
        return all;
    }

    @Override
    public ImmutableRoaringBitmap with(String name, String value) {
        var members = byName.getOrDefault(name, Map.of()).get(value);
        return members == null ? EMPTY : members.bitmap();
    }

    @Override
    public void addWith(
            String name, String prefix, Predicate<String> wanted, MutableRoaringBitmap into) {
        byName.getOrDefault(name, Map.of())
                .forEach(
                        (value, members) -> {
                            if (value.startsWith(prefix) && wanted.test(value)) {
                                members.addTo(into);
                            }
                        });
    }

    @Override
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    @Override
    public List<String> values(String name) {
        return List.copyOf(byName.getOrDefault(name, Map.of()).keySet());
    }

    /// How many series have a label with this value.
    public int count(String name, String value) {
        var members = byName.getOrDefault(name, Map.of()).get(value);
        return members == null ? 0 : members.size();
    }
}
