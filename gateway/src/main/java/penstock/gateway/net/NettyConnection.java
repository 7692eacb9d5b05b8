package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Connection;
import penstock.gateway.proxy.Data;

/// A Netty channel as a connection. Heads, chunk sizes and small contents are gathered in one buffer, so that a small answer
/// leaves in one packet and one system call; large contents pass through without being copied.
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final int COPY_BELOW = 4 * 1024;
    private static final int GATHER = 2 * 1024;

    private final DuplexChannel channel;
    private @Nullable Handler handler;
    private @Nullable ByteBuf gathered;

    /// Whether what is gathered is a buffer of the other side, to which nothing can be added.
    private boolean isReceived;

    /// Takes what leaves at once, without the way through Netty's queue. Null where other handlers, such as that of TLS, stand between,
    /// and with other transports.
    private @Nullable Socket socket;

    private boolean isDirty;
    private boolean isEnded;
    private boolean isOutputEnded;

    NettyConnection(DuplexChannel channel) {
        this.channel = channel;
    }

    @Override
    public void handler(Handler next) {
        handler = next;
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
        room(to - from).writeBytes(bytes, from, to - from);
    }

    @Override
    public void write(Data data) {
        ByteBuf content = ((NettyData) data).buffer();
        int length = content.readableBytes();
        if (gathered == null) {
            gathered = content;
            isReceived = true;
            return;
        }
        if (length < COPY_BELOW) {
            room(length).writeBytes(content);
            content.release();
            return;
        }
        passGathered();
        var _ = channel.write(content, channel.voidPromise());
        isDirty = true;
    }

    /// Where so many bytes more can be gathered.
    private ByteBuf room(int length) {
        if (gathered != null && gathered.readableBytes() > COPY_BELOW) {
            passGathered();
        }
        ByteBuf current = gathered;
        if (current == null || isReceived) {
            int before = current == null ? 0 : current.readableBytes();
            ByteBuf fresh = channel.alloc().directBuffer(Math.max(GATHER, before + length));
            if (current != null) {
                fresh.writeBytes(current);
                current.release();
            }
            gathered = fresh;
            isReceived = false;
            return fresh;
        }
        return current;
    }

    private void passGathered() {
        ByteBuf ready = gathered;
        if (ready != null) {
            gathered = null;
            var _ = channel.write(ready, channel.voidPromise());
            isDirty = true;
        }
    }

    @Override
    public void flush() {
        if (gathered != null && socket != null && !isDirty && isSent(gathered, socket)) {
            return;
        }
        passGathered();
        if (isDirty) {
            isDirty = false;
            channel.flush();
        }
    }

    /// What the socket does not take goes the usual way, and so does all of it after a failure, which is then met again.
    private boolean isSent(ByteBuf ready, Socket to) {
        ChannelOutboundBuffer before = channel.unsafe().outboundBuffer();
        if (before == null || !before.isEmpty() || !ready.hasMemoryAddress()) {
            return false;
        }
        try {
            ready.skipBytes(
                    to.sendAddress(
                            ready.memoryAddress(), ready.readerIndex(), ready.writerIndex()));
        } catch (IOException failed) {
            return false;
        }
        if (ready.isReadable()) {
            return false;
        }
        gathered = null;
        ready.release();
        return true;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !isEnded;
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
        passGathered();
        isDirty = false;
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> endOutput());
    }

    private void endOutput() {
        var _ = channel.shutdownOutput();
        isOutputEnded = true;
    }

    @Override
    public boolean isOutputEnded() {
        return isOutputEnded;
    }

    @Override
    public void close() {
        var _ = channel.close();
    }

    @Override
    public String remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress inet
                        && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        boolean isAlone = channel.pipeline().firstContext() == context;
        if (isAlone && channel instanceof EpollSocketChannel epoll) {
            socket = (Socket) epoll.fd();
        }
        context.fireChannelActive();
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
        if (event instanceof ChannelInputShutdownEvent && !isEnded) {
            isEnded = true;
            if (handler != null) {
                handler.onEnd();
            }
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
        ByteBuf left = gathered;
        gathered = null;
        if (left != null) {
            left.release();
        }
        Handler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed();
        }
    }

    /// A socket error or a mistake of ours: either way this connection, and only this, is done for.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            Loops.LOG
                    .atError()
                    .setCause(cause)
                    .log("a connection was closed by an unexpected error");
        }
        var _ = channel.close();
    }
}
