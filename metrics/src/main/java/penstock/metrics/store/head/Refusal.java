package penstock.metrics.store.head;

/// Why something was not taken in.
public enum Refusal {
    /// There are as many series as there may be; those that exist go on.
    SERIES_LIMIT("more series than `series` allows"),
    /// The target has as many series as it may; those that exist go on.
    TARGET_LIMIT("more series of one target than `series-per-target` allows"),
    /// The names and values of labels together are as long as they may be; series that exist go on.
    TEXT_LIMIT(
            "more text in labels than "
                    + SeriesLimits.TEXT_PER_SERIES
                    + " characters for each of the series that `series` allows"),
    LABEL_COUNT("more labels than `labels` allows"),
    NAME_LENGTH("a label's name is longer than `name-length` allows"),
    VALUE_LENGTH("a label's value is longer than `value-length` allows"),
    /// Older than what is still taken: the out-of-order window, or what is in blocks already.
    TOO_OLD("a sample is older than the out-of-order window"),
    /// Further in the future than clocks differ.
    TOO_FAR_AHEAD("a sample's time is in the future"),
    /// The series has another value at this time.
    CONFLICT("a series has two values at one time"),
    /// The reference is that of a series which is gone; ask for it by its labels again.
    UNKNOWN_SERIES("a series that is gone");

    private final String meaning;

    Refusal(String meaning) {
        this.meaning = meaning;
    }

    /// In a few words, for people.
    public String meaning() {
        return meaning;
    }
}
