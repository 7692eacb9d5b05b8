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

    /// The position of the first byte in the view, which is one of a whole piece of memory: a view of these bytes alone would be two
    /// objects.
    private int first;

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
            int from = buffer.readerIndex();
            made =
                    buffer instanceof LoopBuffers.Small own
                            ? own.view(from, from + length)
                            : buffer.internalNioBuffer(from, length).duplicate();
            first = made.position();
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
        return new NettyData(buffer.retainedSlice(buffer.readerIndex() + from - first, length));
    }

    @Override
    public void release() {
        buffer.release();
    }
}
