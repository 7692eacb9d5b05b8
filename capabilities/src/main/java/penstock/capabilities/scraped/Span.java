package penstock.capabilities.scraped;

/// An interval of which growth is wanted, and how far back a sample may be from which a series has grown.
///
/// @param from milliseconds since 1970; what was there then has been counted before
/// @param to the last millisecond of it
/// @param gap milliseconds; what a series has grown by over a longer time without a sample is not counted, for that was not all in this
///     interval
public record Span(long from, long to, long gap) {
    public Span {
        if (to <= from) {
            throw new IllegalArgumentException(
                    "to: " + to + " (expected: more than from, " + from + ")");
        }
        if (gap < 1) {
            throw new IllegalArgumentException("gap: " + gap + " (expected: 1 or more)");
        }
    }

    boolean has(long time) {
        return time > from && time <= to;
    }

    boolean isBridged(long earlier, long later) {
        return later - earlier <= gap;
    }
}
