package penstock.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;
import penstock.gateway.proxy.TlsTarget;
import penstock.gateway.routes.tls.Diagnosis;

/// The end of what an instance sends is what it says within TLS, and not what anybody between could make of it: a connection that ends
/// otherwise is cut (RFC 8446 section 6.1).
final class TlsEnd extends ChannelInboundHandlerAdapter {

    private final TlsTarget target;
    private boolean hasRead;
    private boolean isTold;

    TlsEnd(TlsTarget target) {
        this.target = target;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        hasRead = true;
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent done) {
            if (done.isSuccess() && !isTold) {
                isTold = true;
                context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        } else if (!(event instanceof ChannelInputShutdownEvent)) {
            context.fireUserEventTriggered(event);
        } else if (!isTold) {
            var _ = context.close();
        }
    }

    /// With TLS 1.3 an instance that wants another certificate says so only when the handshake is over for the gateway.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean isOfTls =
                cause instanceof DecoderException && cause.getCause() instanceof SSLException;
        if (isOfTls && !hasRead) {
            target.failed(Diagnosis.of(cause));
        }
        context.fireExceptionCaught(cause);
    }
}
