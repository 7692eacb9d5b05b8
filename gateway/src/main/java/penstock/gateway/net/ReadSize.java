package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Tells Netty how large the buffer of a channel's next read is.
///
/// Once the other side has ended its direction, Netty reads on until the end, whether reading is on or not (epoll, io_uring). While it
/// is off, what comes behind the first full buffer gets none and stays in the socket.
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new Expecting();
    }

    private final class Expecting extends MaxMessageHandle {

        private final ExpectedSize size = new ExpectedSize();
        private @Nullable ChannelConfig config;
        private boolean isFirst;
        private boolean isHeld;

        @Override
        public void reset(ChannelConfig present) {
            super.reset(present);
            config = present;
            isFirst = true;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            boolean isOff = config != null && !config.isAutoRead();
            // after less than there was room for only the end can come, which is to be seen
            isHeld = isOff && !isFirst && lastBytesRead() == attemptedBytesRead();
            isFirst = false;
            return isHeld ? allocator.directBuffer(0, 0) : super.allocate(allocator);
        }

        @Override
        public int guess() {
            return size.get();
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (isHeld) {
                // without room nothing comes, which Netty takes for the end
                super.lastBytesRead(0);
                return;
            }
            size.onRead(bytes);
            super.lastBytesRead(bytes);
        }

        @Override
        public void readComplete() {
            size.onAllRead(totalBytesRead());
        }
    }
}
