package penstock.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.Optional;
import penstock.gateway.proxy.Peer;

/// A client's connection that is not let in yet: a proxy may have to say for whom it is, and there may be a handshake of TLS to come.
/// It stands last in line, where the connection takes its place.
final class Arriving extends ChannelInboundHandlerAdapter {

    private static final String NAME = "arriving";

    private final DuplexChannel channel;
    private final Arrivals arrivals;
    private final Optional<TlsContexts> tls;
    private final Gate gate;
    private String address;
    private String domain = "";

    /// Lets connections in that nothing stands in the way of any more.
    @FunctionalInterface
    interface Gate {
        /// @param protocol what client and gateway have agreed on within TLS; empty when they have not
        void letIn(NettyConnection connection, String protocol);
    }

    /// @param tls where it is to be spoken
    Arriving(DuplexChannel channel, Arrivals arrivals, Optional<TlsContexts> tls, Gate gate) {
        this.channel = channel;
        this.arrivals = arrivals;
        this.tls = tls;
        this.gate = gate;
        this.address = NettyConnection.address(channel);
    }

    /// Before anything is read from it.
    ///
    /// @param isHeralded whether a proxy has to say for whom it is
    void begin(boolean isHeralded) {
        channel.pipeline().addLast(NAME, this);
        if (isHeralded) {
            channel.pipeline().addBefore(NAME, null, new ProxyEntrance(this));
        } else {
            goOn();
        }
    }

    /// The proxy has said for whom it is; for nobody but itself when there is none.
    void heralded(Optional<InetAddress> client) {
        client.ifPresent(found -> address = found.getHostAddress());
        goOn();
    }

    private void goOn() {
        if (tls.isPresent()) {
            channel.pipeline().addBefore(NAME, null, new TlsEntrance(tls.get(), this));
        } else {
            letIn("", "");
        }
    }

    /// The client has named its host.
    void isFor(String domainId) {
        domain = domainId;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            var handler = channel.pipeline().get(SslHandler.class);
            String protocol = handler.applicationProtocol();
            letIn(ClientCertificate.describe(handler.engine()), protocol == null ? "" : protocol);
        } else if (event instanceof ChannelInputShutdownEvent) {
            // nobody can be let in any more who says nothing more
            var _ = channel.close();
        }
    }

    private void letIn(String certificate, String protocol) {
        arrivals.end(channel);
        var connection = new NettyConnection(channel, new Peer(address, domain, certificate));
        channel.pipeline().replace(this, null, connection);
        gate.letIn(connection, protocol);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arrivals.end(channel);
    }

    /// A handshake that failed is the client's affair.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = channel.close();
    }
}
