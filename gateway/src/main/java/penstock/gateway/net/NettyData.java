package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import penstock.gateway.proxy.Data;

/// Bytes in a Netty buffer.
final class NettyData implements Data {

    private final ByteBuf buffer;
    private final ByteBuffer view;

    NettyData(ByteBuf buffer) {
        this.buffer = buffer;
        this.view = buffer.nioBuffer();
    }

    ByteBuf buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer view() {
        return view;
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
