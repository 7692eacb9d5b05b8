package penstock.metrics.scrape;

/// How much a target may tell at once. A target that tells more fails as a whole. 0 is without a limit of the target's own.
///
/// @param body bytes of an answer, once unpacked; at most [#LARGEST_BODY]; 0 for [#USUAL_BODY]
/// @param samples after relabelling
/// @param labels of a series, after relabelling, the metric's name among them
/// @param nameLength characters of a label's name
/// @param valueLength characters of a label's value
public record ScrapeLimits(int body, int samples, int labels, int nameLength, int valueLength) {
    /// What the body of a target may have that says nothing else: 16 MiB.
    public static final int USUAL_BODY = 16 << 20;

    /// What it may have at most: 32 MiB.
    public static final int LARGEST_BODY = BodyMemory.MOST;

    public static final ScrapeLimits NONE = new ScrapeLimits(0, 0, 0, 0, 0);

    public ScrapeLimits {
        if (body > LARGEST_BODY) {
            throw new IllegalArgumentException(
                    "body: " + body + " bytes (expected: at most " + LARGEST_BODY + ")");
        }
        if (body < 0 || samples < 0 || labels < 0 || nameLength < 0 || valueLength < 0) {
            throw new IllegalArgumentException(
                    "limits: "
                            + body
                            + ", "
                            + samples
                            + ", "
                            + labels
                            + ", "
                            + nameLength
                            + ", "
                            + valueLength
                            + " (expected: 0 or more)");
        }
        body = body == 0 ? USUAL_BODY : body;
    }
}
