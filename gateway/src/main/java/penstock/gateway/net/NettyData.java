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

    /// The view of what this is a slice of: another view of the same memory is one object, where one made of the buffer would be three.
    private final @Nullable ByteBuffer whole;

    /// The position of the first byte in the view, which is one of a whole piece of memory: a view of these bytes alone would be two
    /// objects.
    private int first;

    NettyData(ByteBuf buffer) {
        this(buffer, null, 0);
    }

    private NettyData(ByteBuf buffer, @Nullable ByteBuffer whole, int first) {
        this.buffer = buffer;
        this.length = buffer.readableBytes();
        this.whole = whole;
        this.first = first;
    }

    ByteBuf buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer view() {
        ByteBuffer made = view;
        if (made == null) {
            made = whole == null ? ofBuffer() : whole.duplicate();
            first = whole == null ? made.position() : first;
            made.limit(first + length).position(first);
            view = made;
        }
        return made;
    }

    private ByteBuffer ofBuffer() {
        int from = buffer.readerIndex();
        return buffer instanceof LoopBuffers.Kept own
                ? own.view(from, from + length)
                : buffer.internalNioBuffer(from, length).duplicate();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public Data slice(int from, int length) {
        ByteBuffer mine = view();
        return new NettyData(
                buffer.retainedSlice(buffer.readerIndex() + from - first, length), mine, from);
    }

    @Override
    public void release() {
        buffer.release();
    }
}
