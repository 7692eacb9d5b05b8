package penstock.metrics.store.head;

import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;

/// How many series there may be, and what they may be called. Lengths are in characters.
public record SeriesLimits(
        int series, int seriesPerTarget, int labels, int nameLength, int valueLength) {
    /// A series shares most of its texts with others, so that is more than they need.
    static final int TEXT_PER_SERIES = 200;

    public static final SeriesLimits DEFAULTS =
            new SeriesLimits(1_000_000, 100_000, 64, 256, 4_096);

    public SeriesLimits {
        positive("series", series);
        positive("seriesPerTarget", seriesPerTarget);
        positive("labels", labels);
        positive("nameLength", nameLength);
        positive("valueLength", valueLength);
    }

    /// How many characters the names and values of the labels of all series may have, each text counted once however many series
    /// have it.
    long text() {
        return (long) series * TEXT_PER_SERIES;
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    /// What is wrong with labels, if anything is.
    @Nullable Refusal refusalOf(Labels given) {
        if (given.size() > labels) {
            return Refusal.LABEL_COUNT;
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.name(i).length() > nameLength) {
                return Refusal.NAME_LENGTH;
            }
            if (given.value(i).length() > valueLength) {
                return Refusal.VALUE_LENGTH;
            }
        }
        return null;
    }
}
