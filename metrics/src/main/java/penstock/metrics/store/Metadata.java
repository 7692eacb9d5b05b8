package penstock.metrics.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import penstock.metrics.exposition.MetricType;

/// What those who send samples say of metrics: type, help and unit by the name of the metric or family. The newest word counts, whoever said
/// it. There is room for [#ROOM] characters; beyond it, what was not heard of for longest is forgotten. Safe for many threads.
public final class Metadata {
    /// Of names, helps and units together, each metric with [#OF_EACH] more. Enough for ten thousand metrics with usual helps.
    static final int ROOM = 2_000_000;

    static final int OF_EACH = 64;

    /// What is longer is cut off, in characters.
    static final int LONGEST = 2_000;

    /// What is known of one metric.
    ///
    /// @param type [MetricType#UNKNOWN] when nobody said
    /// @param help empty when nobody said
    /// @param unit empty when there is none, or nobody said
    public record Description(MetricType type, String help, String unit) {
        private static final Description NOTHING = new Description(MetricType.UNKNOWN, "", "");

        public Description {
            help = cut(help);
            unit = cut(unit);
        }

        private static String cut(String text) {
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        }
    }

    /// The one heard of last is the last.
    private final LinkedHashMap<String, Description> known = new LinkedHashMap<>(64, 0.75f, true);

    private int used;
    private long changes;

    /// As an [penstock.metrics.exposition.ExpositionSink] is told; so are the next two.
    public void type(String family, MetricType type) {
        change(family, said -> new Description(type, said.help(), said.unit()));
    }

    public void help(String family, String help) {
        change(family, said -> new Description(said.type(), help, said.unit()));
    }

    public void unit(String family, String unit) {
        change(family, said -> new Description(said.type(), said.help(), unit));
    }

    private synchronized void change(String family, UnaryOperator<Description> change) {
        if (family.isEmpty() || family.length() > LONGEST) {
            return;
        }
        var before = known.get(family);
        var after = change.apply(before == null ? Description.NOTHING : before);
        if (after.equals(before)) {
            return;
        }
        known.put(family, after);
        used += room(family, after) - (before == null ? 0 : room(family, before));
        changes++;
        forgetEldest();
    }

    private void forgetEldest() {
        var eldest = known.entrySet().iterator();
        while (used > ROOM) {
            var gone = eldest.next();
            used -= room(gone.getKey(), gone.getValue());
            eldest.remove();
        }
    }

    private static int room(String family, Description description) {
        return OF_EACH
                + family.length()
                + description.help().length()
                + description.unit().length();
    }

    /// Empty when nobody said anything of it.
    public synchronized Optional<Description> of(String family) {
        return Optional.ofNullable(known.get(family));
    }

    /// All there is, by name.
    public synchronized NavigableMap<String, Description> all() {
        return new TreeMap<>(known);
    }

    /// All there is, in the order in which it was heard of.
    synchronized Map<String, Description> inOrder() {
        return new LinkedHashMap<>(known);
    }

    /// Grows with each change.
    synchronized long changes() {
        return changes;
    }
}
