package penstock.gateway.net;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/// Tells Netty how large the buffer of a channel's next read is.
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new Expecting();
    }

    private final class Expecting extends MaxMessageHandle {

        private final ExpectedSize size = new ExpectedSize();

        @Override
        public int guess() {
            return size.get();
        }

        @Override
        public void lastBytesRead(int bytes) {
            size.onRead(bytes);
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            size.onAllRead(totalBytesRead());
        }
    }
}
