package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import penstock.gateway.proxy.Connection;
import penstock.gateway.proxy.Data;
import penstock.gateway.proxy.Peer;

/// A Netty channel as a connection. Heads, chunk sizes and small contents are gathered in one buffer, so that a small answer
/// leaves in one packet and one system call; large contents pass through without being copied.
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final int COPY_BELOW = 4 * 1024;
    private static final int GATHER = 2 * 1024;

    /// Of each loop.
    private static final FastThreadLocal<IovArray> BOTH =
            new FastThreadLocal<>() {
                @Override
                protected IovArray initialValue() {
                    return new IovArray(2);
                }

                @Override
                protected void onRemoval(IovArray array) {
                    array.release();
                }
            };

    private final DuplexChannel channel;
    private final Peer peer;
    private @Nullable Handler handler;
    private @Nullable ByteBuf gathered;

    /// Whether what is gathered is a buffer of the other side, to which nothing can be added.
    private boolean isReceived;

    /// A large content behind what is gathered.
    private @Nullable ByteBuf following;

    /// Takes what leaves at once, without the way through Netty's queue. Null where other handlers, such as that of TLS, stand between,
    /// and with other transports.
    private @Nullable Socket socket;

    private boolean isDirty;
    private boolean isEnded;
    private boolean isOutputEnded;

    NettyConnection(DuplexChannel channel, Peer peer) {
        this.channel = channel;
        this.peer = peer;
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
        if (length >= COPY_BELOW && following == null) {
            following = content;
            return;
        }
        if (length < COPY_BELOW) {
            room(length).writeBytes(content);
            content.release();
            return;
        }
        passGathered();
        pass(content);
    }

    /// Where so many bytes more can be gathered.
    private ByteBuf room(int length) {
        boolean isFull = gathered != null && gathered.readableBytes() > COPY_BELOW;
        if (isFull || following != null) {
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
        ByteBuf first = gathered;
        ByteBuf second = following;
        gathered = null;
        following = null;
        if (first != null) {
            pass(first);
        }
        if (second != null) {
            pass(second);
        }
    }

    private void pass(ByteBuf bytes) {
        var _ = channel.write(bytes, channel.voidPromise());
        isDirty = true;
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
    private boolean isSent(ByteBuf first, Socket to) {
        ChannelOutboundBuffer before = channel.unsafe().outboundBuffer();
        ByteBuf second = following;
        if (before == null
                || !before.isEmpty()
                || !first.hasMemoryAddress()
                || (second != null && !second.hasMemoryAddress())) {
            return false;
        }
        try {
            if (second == null) {
                first.skipBytes(
                        to.sendAddress(
                                first.memoryAddress(), first.readerIndex(), first.writerIndex()));
            } else {
                sendBoth(first, second, to);
            }
        } catch (IOException failed) {
            return false;
        }
        if (first.isReadable() || (second != null && second.isReadable())) {
            return false;
        }
        gathered = null;
        following = null;
        first.release();
        if (second != null) {
            second.release();
        }
        return true;
    }

    /// By one call, whatever Netty's limit for such calls, which is that of the socket's first buffer.
    private static void sendBoth(ByteBuf first, ByteBuf second, Socket to) throws IOException {
        IovArray both = BOTH.get();
        both.clear();
        both.add(first, first.readerIndex(), first.readableBytes());
        both.add(second, second.readerIndex(), second.readableBytes());
        int sent = (int) to.writevAddresses(both.memoryAddress(0), both.count());
        int ofFirst = Math.min(sent, first.readableBytes());
        first.skipBytes(ofFirst);
        second.skipBytes(sent - ofFirst);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !isEnded;
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
        passGathered();
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
    @SuppressWarnings("ReferenceEquality") // whether it is this very one
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
        if (event instanceof SslCloseCompletionEvent) {
            // the library sends nothing any more once the client has ended its direction
            var _ = channel.close();
        } else if (event instanceof ChannelInputShutdownEvent && !isEnded) {
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
        drop(gathered);
        drop(following);
        gathered = null;
        following = null;
        Handler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed();
        }
    }

    private static void drop(@Nullable ByteBuf left) {
        if (left != null) {
            left.release();
        }
    }

    /// A socket error or a mistake of ours: either way this connection, and only this, is done for.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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
