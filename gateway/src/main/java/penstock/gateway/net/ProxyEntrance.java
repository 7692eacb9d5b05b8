package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.List;

/// Takes the header of the PROXY protocol off the beginning of a connection. What does not begin with one is closed.
final class ProxyEntrance extends ByteToMessageDecoder {

    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private static volatile long toldAt = System.nanoTime() - TELL_NANOS;

    private final Arriving arriving;

    ProxyEntrance(Arriving arriving) {
        this.arriving = arriving;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (ProxyHeader.read(ByteBufUtil.getBytes(in))) {
            case ProxyHeader.Reading.Part() -> {
                // there will be more, or the time will be up
            }
            case ProxyHeader.Reading.Whole(int length, var client) -> {
                in.skipBytes(length);
                arriving.heralded(client);
                // gives what is left to the next in line
                context.pipeline().remove(this);
            }
            case ProxyHeader.Reading.Wrong(String reason) -> {
                in.skipBytes(in.readableBytes());
                tell(context, reason);
                var _ = context.close();
            }
        }
    }

    /// Once a minute at most.
    private static void tell(ChannelHandlerContext context, String reason) {
        long now = System.nanoTime();
        if (now - toldAt >= TELL_NANOS) {
            toldAt = now;
            Loops.LOG
                    .atWarn()
                    .addKeyValue("from", context.channel().remoteAddress())
                    .addKeyValue("reason", reason)
                    .log("a connection without a header of the PROXY protocol was closed");
        }
    }
}
