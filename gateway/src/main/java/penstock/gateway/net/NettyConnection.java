package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Connection;
import penstock.gateway.proxy.Data;
import penstock.gateway.proxy.Peer;

/// A Netty channel as a connection: where TLS or a proxy's header is spoken, and with transports other than epoll.
final class NettyConnection extends ChannelInboundHandlerAdapter
        implements Connection, Gathering.Queue {

    /// So long the loop has for what is left in the socket of a connection that is broken.
    private static final long LAST_READ_MILLIS = 1_000;

    private final DuplexChannel channel;
    private final Peer peer;
    private final Gathering gathering;
    private @Nullable Handler handler;
    private boolean isDirty;
    private boolean isEnded;
    private boolean isOutputEnded;
    private boolean isOutputBroken;

    /// An end that is read now is the reset that a send was told of, unless TLS tells otherwise.
    private boolean isReset;

    NettyConnection(DuplexChannel channel, Peer peer) {
        this.channel = channel;
        this.peer = peer;
        this.gathering = new Gathering(channel.alloc()::directBuffer, this);
        // a send that failed ends one direction only
        channel.config().setAutoClose(false);
    }

    @Override
    public void handler(Handler next) {
        handler = next;
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
        gathering.write(bytes, from, to);
    }

    @Override
    public void write(Data data) {
        gathering.write(((NettyData) data).buffer());
    }

    @Override
    public void add(ByteBuf bytes) {
        if (isOutputBroken) {
            bytes.release();
            return;
        }
        var _ = channel.write(bytes, channel.voidPromise());
        isDirty = true;
    }

    @Override
    public void flush() {
        gathering.toQueue();
        if (isDirty) {
            isDirty = false;
            channel.flush();
        }
    }

    @Override
    public boolean isWritable() {
        return isOutputBroken ? channel.isActive() : channel.isWritable();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !isEnded && !isOutputBroken;
    }

    /// Asks the socket, so that an end counts that the loop has not come to; within TLS it is told by bytes too. With other transports
    /// what the loop knows.
    @Override
    public boolean isQuiet() {
        if (!(channel instanceof EpollSocketChannel epoll)) {
            return true;
        }
        var asked = (Socket) epoll.fd();
        ByteBuf one = channel.alloc().directBuffer(1, 1);
        try {
            return one.hasMemoryAddress() && asked.recvAddress(one.memoryAddress(), 0, 1) == 0;
        } catch (IOException broken) {
            return false;
        } finally {
            one.release();
        }
    }

    @Override
    public void reading(boolean on) {
        boolean isThere = channel.isOpen() && channel.isRegistered();
        if (isThere && channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public void shutdownOutput() {
        if (isOutputBroken) {
            return;
        }
        gathering.toQueue();
        isDirty = false;
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> endOutput());
    }

    /// TLS tells the end of what is sent by itself, so that nobody else can (RFC 8446 section 6.1).
    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            endTransport();
        } else {
            tls.closeOutbound().addListener(told -> endTransport());
        }
    }

    private void endTransport() {
        isOutputEnded = true;
        var _ = channel.shutdownOutput();
    }

    /// The other side takes no more. What it has sent before may still tell why, such as an answer to a request that it did not read to
    /// its end: the loop comes to it in its next turns.
    private void onOutputBroken(@Nullable Throwable failure) {
        if (isOutputEnded) {
            return;
        }
        isReset = failure == null || !EpollConnection.isBehindEnd(failure);
        isOutputEnded = true;
        isOutputBroken = true;
        gathering.drop();
        channel.eventLoop().execute(this::readLast);
    }

    private void readLast() {
        if (isEnded || !channel.config().isAutoRead()) {
            close();
        } else {
            var _ =
                    channel.eventLoop()
                            .schedule(this::close, LAST_READ_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isOutputEnded() {
        return isOutputEnded;
    }

    @Override
    public void close() {
        var _ = channel.close();
    }

    /// The numeric address of the other side.
    static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Handler current = handler;
        if (current == null || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        current.onData(new NettyData(bytes));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            // the library sends nothing any more once the client has ended its direction
            var _ = channel.close();
        } else if (event instanceof ChannelOutputShutdownEvent) {
            onOutputBroken(null);
        } else if (event instanceof ChannelInputShutdownEvent && !isEnded) {
            isEnded = true;
            onEnd();
        }
    }

    private void onEnd() {
        boolean isWhole = !isReset || channel.pipeline().get(SslHandler.class) != null;
        if (isWhole && handler != null) {
            handler.onEnd();
        }
        if (isOutputBroken) {
            close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (handler != null && channel.isWritable()) {
            handler.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gathering.drop();
        Handler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed();
        }
    }

    /// A socket error or a mistake of ours: either way this connection, and only this, is done for.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ChannelOutputShutdownException failed) {
            onOutputBroken(failed.getCause());
            return;
        }
        boolean isOfTls =
                cause instanceof DecoderException && cause.getCause() instanceof SSLException;
        if (!(cause instanceof IOException) && !isOfTls) {
            Loops.LOG
                    .atError()
                    .setCause(cause)
                    .log("a connection was closed by an unexpected error");
        }
        var _ = channel.close();
    }
}
