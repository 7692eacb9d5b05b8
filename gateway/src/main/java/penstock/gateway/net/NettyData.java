package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Data;

/// Bytes in a Netty buffer.
final class NettyData implements Data {

    private final ByteBuf buffer;
    private final int length;

    /// Made when it is asked for, as most slices are only passed on.
    private @Nullable ByteBuffer view;

    NettyData(ByteBuf buffer) {
        this.buffer = buffer;
        this.length = buffer.readableBytes();
    }

    ByteBuf buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer view() {
        ByteBuffer made = view;
        if (made == null) {
            made = buffer.nioBuffer();
            view = made;
        }
        return made;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public Data slice(int from, int length) {
        return new NettyData(buffer.retainedSlice(buffer.readerIndex() + from, length));
    }

    @Override
    public void release() {
        buffer.release();
    }
}
