package penstock.metrics.labels;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The names and values that identify a series, sorted by name, each name once. A label with an empty value is the same as
/// none, so there is none here. Names and values are any UTF-8 text; the name of the metric is the label `__name__`.
/// Order is by name, then value, label by label, as Prometheus sorts results.
public final class Labels implements Comparable<Labels> {
    /// The label that carries a metric's name.
    public static final String NAME = "__name__";

    /// Most values are shorter.
    private static final int USUAL_LENGTH = 32;

    public static final Labels EMPTY = new Labels(new String[0]);

    /// Name, value, name, value, …
    private final String[] pairs;

    private int hash;
    private int longTexts = -1;

    private Labels(String[] pairs) {
        this.pairs = pairs;
    }

    /// Of names and values in turn, in any order; of a name that comes twice the last value counts.
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "namesAndValues: "
                            + namesAndValues.length
                            + " texts (expected: names and values in turn)");
        }
        var builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.set(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /// Of names and values in turn that are known to be sorted by name, each once, no value empty. The array is not to be changed
    /// afterwards.
    public static Labels ofSorted(String[] namesAndValues) {
        return namesAndValues.length == 0 ? EMPTY : new Labels(namesAndValues);
    }

    public static Labels of(Map<String, String> labels) {
        var builder = new Builder();
        labels.forEach(builder::set);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public int size() {
        return pairs.length / 2;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /// How many characters its values have beyond the first [#USUAL_LENGTH] of each: what makes it take more memory than others do.
    public int longTexts() {
        int sum = longTexts;
        if (sum < 0) {
            sum = 0;
            for (int i = 1; i < pairs.length; i += 2) {
                sum += Math.max(0, pairs[i].length() - USUAL_LENGTH);
            }
            longTexts = sum;
        }
        return sum;
    }

    /// The name at a place, 0 to `size() - 1`, in order.
    public String name(int index) {
        return pairs[2 * index];
    }

    /// The value at a place, 0 to `size() - 1`, in the order of the names.
    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /// The value of a label, or `""` when there is none.
    public String get(String name) {
        int index = indexOf(name);
        return index < 0 ? "" : pairs[index + 1];
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    private int indexOf(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public String metricName() {
        return get(NAME);
    }

    /// With one label set; with an empty value it is removed.
    public Labels with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    public Labels without(String name) {
        return has(name) ? filter(label -> !label.equals(name)) : this;
    }

    /// Only the labels whose name passes.
    public Labels filter(Predicate<String> names) {
        var kept = new String[pairs.length];
        int length = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            if (names.test(pairs[i])) {
                kept[length++] = pairs[i];
                kept[length++] = pairs[i + 1];
            }
        }
        return length == pairs.length ? this : new Labels(Arrays.copyOf(kept, length));
    }

    public Builder toBuilder() {
        var builder = new Builder();
        for (int i = 0; i < pairs.length; i += 2) {
            builder.labels.put(pairs[i], pairs[i + 1]);
        }
        return builder;
    }

    @Override
    public int compareTo(Labels other) {
        int shared = Math.min(pairs.length, other.pairs.length);
        for (int i = 0; i < shared; i++) {
            if (!pairs[i].equals(other.pairs[i])) {
                return compareUtf8(pairs[i], other.pairs[i]);
            }
        }
        return Integer.compare(pairs.length, other.pairs.length);
    }

    /// The order of the UTF-8 bytes, in which characters beyond U+FFFF come last, unlike in that of `String`.
    public static int compareUtf8(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean isSurrogateX = Character.isSurrogate(x);
                boolean isSurrogateY = Character.isSurrogate(y);
                return isSurrogateX == isSurrogateY
                        ? Character.compare(x, y)
                        : Boolean.compare(isSurrogateX, isSurrogateY);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Labels labels
                && hashCode() == labels.hashCode()
                && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(pairs);
        }
        return hash;
    }

    /// As PromQL writes it: `{a="b", c="d"}`, the metric's name among the labels.
    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (int i = 0; i < pairs.length; i += 2) {
            if (i > 0) {
                text.append(", ");
            }
            Quoting.name(text, pairs[i]).append('=');
            Quoting.text(text, pairs[i + 1]);
        }
        return text.append('}').toString();
    }

    /// Collects labels in any order.
    public static final class Builder {
        private final TreeMap<String, String> labels = new TreeMap<>(Labels::compareUtf8);

        private Builder() {}

        /// Sets a label; an empty value removes it.
        public Builder set(String name, String value) {
            if (value.isEmpty()) {
                labels.remove(name);
            } else {
                labels.put(name, value);
            }
            return this;
        }

        public Builder remove(String name) {
            labels.remove(name);
            return this;
        }

        public String get(String name) {
            return labels.getOrDefault(name, "");
        }

        public Labels build() {
            if (labels.isEmpty()) {
                return EMPTY;
            }
            var pairs = new String[2 * labels.size()];
            int length = 0;
            for (var label : labels.entrySet()) {
                pairs[length++] = label.getKey();
                pairs[length++] = label.getValue();
            }
            return new Labels(pairs);
        }
    }
}
