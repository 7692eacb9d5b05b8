package penstock.gateway.net;

/// How large the buffer of the next read of a connection is: as large as what has come lately, so that a message of up to 128 KiB
/// arrives by one read and leaves by one write, and small ones do not take more than they need.
final class ExpectedSize {

    static final int LEAST = 1024;
    static final int FIRST = 2 * 1024;
    static final int MOST = 128 * 1024;

    private static final int GROWTH = 8;

    /// After so many small ones in a row the next is expected to be small too.
    private static final int SMALL_ENOUGH = 8;

    private int size = FIRST;
    private int small;

    /// In bytes.
    int get() {
        return size;
    }

    void onRead(int bytes) {
        if (bytes == size) {
            size = Math.min(MOST, size * GROWTH);
        }
    }

    /// All that was there has been read, by one read or several.
    void onAllRead(int bytes) {
        if (bytes > size / 4 || size == LEAST) {
            small = 0;
        } else if (++small == SMALL_ENOUGH) {
            small = 0;
            size /= 2;
        }
    }
}
