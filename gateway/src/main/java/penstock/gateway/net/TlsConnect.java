package penstock.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Failure;
import penstock.gateway.proxy.Loop;
import penstock.gateway.proxy.Peer;
import penstock.gateway.proxy.TlsTarget;
import penstock.gateway.routes.TlsFault;
import penstock.gateway.routes.tls.Diagnosis;
import penstock.gateway.routes.tls.ServerNames;

/// A connection to an instance within TLS, from the first packet to the end of the handshake. It stands last in line, where the
/// connection takes its place. Used on its loop only.
final class TlsConnect extends ChannelInboundHandlerAdapter {

    private static final long CLOSE_MILLIS = 1_000;

    private final EventLoop loop;
    private final InstanceContexts contexts;
    private final TlsTarget target;
    private final Loop.Attempt attempt;
    private @Nullable Future<?> clock;
    private boolean isOver;

    TlsConnect(EventLoop loop, InstanceContexts contexts, TlsTarget target, Loop.Attempt attempt) {
        this.loop = loop;
        this.contexts = contexts;
        this.target = target;
        this.attempt = attempt;
    }

    /// @param preparation sets the options of a new channel
    /// @param timeout for all of it
    void begin(
            Bootstrap bootstrap,
            Consumer<Channel> preparation,
            InetSocketAddress address,
            Duration timeout) {
        if (contexts.select(target.way()) == null) {
            var why = new Diagnosis(TlsFault.FILES, contexts.faults(target.way()));
            loop.execute(() -> insecure(why));
            return;
        }
        int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        ChannelFuture connecting =
                bootstrap
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                        .handler(
                                new ChannelInitializer<DuplexChannel>() {
                                    @Override
                                    protected void initChannel(DuplexChannel channel) {
                                        preparation.accept(channel);
                                        prepare(channel, address);
                                    }
                                })
                        .connect(address);
        clock = loop.schedule(() -> late(connecting), millis, TimeUnit.MILLISECONDS);
        connecting.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        onLoop(() -> failed(NettyLoop.failure(connecting.cause())));
                    }
                });
    }

    private void prepare(DuplexChannel channel, InetSocketAddress address) {
        SslContext context = contexts.select(target.way());
        if (context == null) {
            throw new IllegalStateException("it was there when the loop began with this");
        }
        SslHandler handler =
                context.newHandler(channel.alloc(), target.serverName(), address.getPort());
        SSLEngine engine = handler.engine();
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(ServerNames.of(target.serverName()));
        engine.setSSLParameters(parameters);
        // the time is limited for connection and handshake together
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
        channel.pipeline().addLast(handler, this);
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /// A connection that is not even there yet has a clock of its own.
    private void late(ChannelFuture connecting) {
        if (connecting.isSuccess()) {
            insecure(new Diagnosis(TlsFault.TIMEOUT, ""));
            var _ = connecting.channel().close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            insecure(new Diagnosis(TlsFault.CLOSED, ""));
            var _ = context.close();
        }
        if (!(event instanceof SslHandshakeCompletionEvent done)) {
            return;
        }
        if (!done.isSuccess()) {
            insecure(Diagnosis.of(done.cause()));
            var _ = context.close();
            return;
        }
        String protocol = context.pipeline().get(SslHandler.class).applicationProtocol();
        String agreed = protocol == null ? "" : protocol;
        if (target.way().takes(agreed)) {
            connected(context, agreed);
        } else {
            insecure(
                    new Diagnosis(
                            TlsFault.NO_PROTOCOL,
                            "nothing was agreed on by ALPN (expected: one of "
                                    + target.way().protocols()
                                    + ")"));
            var _ = context.close();
        }
    }

    private void connected(ChannelHandlerContext context, String agreed) {
        if (isOver) {
            var _ = context.close();
            return;
        }
        over();
        var connection = new NettyConnection((DuplexChannel) context.channel(), Peer.plain(""));
        context.pipeline().addLast(new TlsEnd(target), connection).remove(this);
        attempt.onConnected(connection, agreed);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        insecure(new Diagnosis(TlsFault.CLOSED, ""));
    }

    /// The handshake ends by it, which is told by itself.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    /// What was closed is as if nobody had listened.
    private void insecure(Diagnosis why) {
        if (!isOver) {
            target.failed(why);
            failed(why.fault() == TlsFault.CLOSED ? Failure.REFUSED : Failure.INSECURE);
        }
    }

    private void failed(Failure failure) {
        if (!isOver) {
            over();
            attempt.onFailed(failure);
        }
    }

    private void over() {
        isOver = true;
        if (clock != null) {
            clock.cancel(false);
        }
    }
}
