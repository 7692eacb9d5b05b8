package penstock.gateway.net;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/// How large the buffer of the next read of a connection is: as large as what has come lately, so that a message of up to 128 KiB
/// arrives by one read and leaves by one write, and small ones do not take more than they need.
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {

    static final int LEAST = 1024;
    static final int FIRST = 2 * 1024;
    static final int MOST = 128 * 1024;

    private static final int GROWTH = 8;

    /// After so many small ones in a row the next is expected to be small too.
    private static final int SMALL_ENOUGH = 8;

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new Expecting();
    }

    private final class Expecting extends MaxMessageHandle {

        private int size = FIRST;
        private int small;

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes == size) {
                size = Math.min(MOST, size * GROWTH);
            }
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            if (totalBytesRead() > size / 4 || size == LEAST) {
                small = 0;
            } else if (++small == SMALL_ENOUGH) {
                small = 0;
                size /= 2;
            }
        }
    }
}
