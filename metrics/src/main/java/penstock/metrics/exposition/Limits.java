package penstock.metrics.exposition;

/// How large an exposition and its parts may be; 0 is without a limit.
///
/// @param body bytes in all
/// @param line bytes of a line
/// @param labels of one series, its name among them
/// @param labelName bytes of a label's name
/// @param labelValue bytes of a label's value
public record Limits(int body, int line, int labels, int labelName, int labelValue) {
    public static final Limits NONE = new Limits(0, 0, 0, 0, 0);

    static boolean isExceeded(long size, int limit) {
        return limit > 0 && size > limit;
    }
}
