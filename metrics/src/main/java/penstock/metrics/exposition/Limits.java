package penstock.metrics.exposition;

/// How large an exposition and its parts may be; 0 is without a limit.
///
/// @param body bytes in all
/// @param line bytes of a line
/// @param labels of one series, its name among them
/// @param labelName bytes of a label's name
/// @param labelValue bytes of a label's value
public record Limits(int body, int line, int labels, int labelName, int labelValue) {
    /// Of the two texts of a label in a protobuf message, at most.
    private static final int FRAMING = 32;

    public static final Limits NONE = new Limits(0, 0, 0, 0, 0);

    /// Whether what has so many bytes, framing included, is larger than any name and value together may be.
    boolean isLargerThanAnyLabel(int size) {
        return labelName > 0 && labelValue > 0 && size > (long) labelName + labelValue + FRAMING;
    }

    static boolean isExceeded(long size, int limit) {
        return limit > 0 && size > limit;
    }
}
