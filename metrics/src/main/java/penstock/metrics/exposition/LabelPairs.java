package penstock.metrics.exposition;

import java.util.Arrays;
import java.util.Comparator;
import penstock.metrics.labels.Labels;

/// Names and values of labels while they are being read, in any order, each with its place.
final class LabelPairs {
    /// Up to so many are sorted where they are, more in time that grows hardly more than their number.
    private static final int FEW = 32;

    private String[] pairs = new String[16];
    private int[] places = new int[8];
    private int size;

    private record Pair(String name, String value, int place) {}

    void add(String name, String value, int place) {
        if (size == places.length) {
            pairs = Arrays.copyOf(pairs, 4 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        set(size++, name, value, place);
    }

    private void set(int index, String name, String value, int place) {
        pairs[2 * index] = name;
        pairs[2 * index + 1] = value;
        places[index] = place;
    }

    int size() {
        return size;
    }

    String name(int index) {
        return pairs[2 * index];
    }

    String value(int index) {
        return pairs[2 * index + 1];
    }

    int place(int index) {
        return places[index];
    }

    /// Sorts them by name. Of those with the same name the first comes first.
    ///
    /// @return one whose name is that of the one before it, or -1
    int sort() {
        if (size <= FEW) {
            sortFew();
        } else {
            sortMany();
        }
        for (int i = 1; i < size; i++) {
            if (name(i).equals(name(i - 1))) {
                return i;
            }
        }
        return -1;
    }

    private void sortFew() {
        for (int i = 1; i < size; i++) {
            String name = name(i);
            String value = value(i);
            int place = places[i];
            int to = i;
            while (to > 0 && Labels.compareUtf8(name(to - 1), name) > 0) {
                set(to, name(to - 1), value(to - 1), places[to - 1]);
                to--;
            }
            set(to, name, value, place);
        }
    }

    private void sortMany() {
        var sorted = new Pair[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = new Pair(name(i), value(i), places[i]);
        }
        Arrays.sort(sorted, Comparator.comparing(Pair::name, Labels::compareUtf8));
        for (int i = 0; i < size; i++) {
            set(i, sorted[i].name, sorted[i].value, sorted[i].place);
        }
    }

    /// The labels, once sorted; those without a value are none.
    Labels labels() {
        var labels = new String[2 * size];
        int length = 0;
        for (int i = 0; i < size; i++) {
            if (!value(i).isEmpty()) {
                labels[length++] = name(i);
                labels[length++] = value(i);
            }
        }
        return Labels.ofSorted(length == labels.length ? labels : Arrays.copyOf(labels, length));
    }
}
