package penstock.gateway.accesslog;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes lines from one thread to another without a lock and without waiting: what does not fit is dropped and counted.
public final class LineRing {

    private final byte[] bytes;
    private volatile @Nullable Thread reader;

    /// Bytes since the beginning, of whole lines. Each is written by one thread only.
    private volatile long written;

    private volatile long read;
    private volatile long dropped;

    /// @param size in bytes, a power of two
    LineRing(int size) {
        bytes = new byte[size];
    }

    void readBy(Thread thread) {
        reader = thread;
    }

    /// Puts a line in; false when there is no room. For the writing thread.
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes them
    public boolean offer(byte[] line, int length) {
        long from = written;
        long used = from - read;
        if (used + length > bytes.length) {
            dropped++;
            return false;
        }
        int at = (int) (from & (bytes.length - 1));
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(line, 0, bytes, at, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        written = from + length;
        if (used < bytes.length / 2 && used + length >= bytes.length / 2) {
            LockSupport.unpark(reader);
        }
        return true;
    }

    /// Moves what is there into a buffer, as far as whole lines fit. For the reading thread.
    void drainTo(ByteBuffer target) {
        long from = read;
        int count = (int) (written - from);
        if (count > target.remaining()) {
            count = target.remaining();
            while (count > 0 && bytes[(int) (from + count - 1) & (bytes.length - 1)] != '\n') {
                count--;
            }
        }
        int at = (int) (from & (bytes.length - 1));
        int first = Math.min(count, bytes.length - at);
        target.put(bytes, at, first).put(bytes, 0, count - first);
        read = from + count;
    }

    boolean isEmpty() {
        return written == read;
    }

    /// Lines that did not fit, since the beginning.
    long dropped() {
        return dropped;
    }
}
