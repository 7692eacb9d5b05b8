package penstock.capabilities.scraped;

/// What was strange in an interval, to be told.
///
/// @param clipped values beyond the range that counted as its nearest end
/// @param ignored samples that say nothing: not a number, infinite or negative where a counter or a histogram should be
public record Oddities(long clipped, long ignored) {
    public static final Oddities NONE = new Oddities(0, 0);

    public Oddities {
        if (clipped < 0 || ignored < 0) {
            throw new IllegalArgumentException(
                    "clipped: " + clipped + ", ignored: " + ignored + " (expected: 0 or more)");
        }
    }

    public Oddities plus(Oddities other) {
        return new Oddities(clipped + other.clipped, ignored + other.ignored);
    }
}
