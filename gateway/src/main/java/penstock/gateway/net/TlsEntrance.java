package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the first message of a TLS handshake, which names the host, and goes on with the certificate for that. A client that names
/// none, or one that nobody serves, gets the certificate of the domain for any host, or else an alert (RFC 6066 section 3).
final class TlsEntrance extends AbstractSniHandler<TlsContexts.Context> {

    /// As much as one record may hold; those of browsers take less than 2 KiB.
    private static final int MOST_BYTES = 16 * 1024;

    private static final long CLOSE_MILLIS = 1_000;

    private static final int INTERNAL_ERROR = 80;
    private static final int UNRECOGNIZED_NAME = 112;

    private static final byte[] PLAIN =
            """
            HTTP/1.1 400 Bad Request\r
            Content-Type: text/plain\r
            Content-Length: 67\r
            Connection: close\r
            \r
            this address speaks TLS: use https instead of http in the address.
            """
                    .getBytes(StandardCharsets.US_ASCII);

    private final TlsContexts contexts;
    private final Arriving arriving;

    TlsEntrance(TlsContexts contexts, Arriving arriving) {
        // the time is limited where all connections are that are not let in yet
        super(MOST_BYTES, 0);
        this.contexts = contexts;
        this.arriving = arriving;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws Exception {
        if (in.isReadable() && isLetter(in.getByte(in.readerIndex()))) {
            in.skipBytes(in.readableBytes());
            end(context, Unpooled.wrappedBuffer(PLAIN));
        } else {
            super.decode(context, in, out);
        }
    }

    /// A request without TLS begins with one, a record of TLS never does.
    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    @Override
    protected Future<TlsContexts.Context> lookup(
            ChannelHandlerContext context, @Nullable String host) {
        var found = contexts.select(host == null ? "" : host);
        return context.executor().newSucceededFuture(found);
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext context,
            @Nullable String host,
            Future<TlsContexts.Context> done) {
        switch (done.getNow()) {
            case TlsContexts.Context.Ready ready -> {
                SslHandler handler = ready.ssl().newHandler(context.alloc());
                handler.setHandshakeTimeoutMillis(0);
                handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
                arriving.isFor(ready.domain().id());
                context.pipeline().replace(this, null, handler);
            }
            case TlsContexts.Context.Unknown() -> end(context, alert(UNRECOGNIZED_NAME));
            case TlsContexts.Context.Broken() -> end(context, alert(INTERNAL_ERROR));
        }
    }

    /// A fatal alert, in a record of its own (RFC 8446 section 6).
    private static ByteBuf alert(int description) {
        return Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) description});
    }

    private static void end(ChannelHandlerContext context, ByteBuf last) {
        context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }
}
