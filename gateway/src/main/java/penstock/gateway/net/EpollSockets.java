package penstock.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.IovArray;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import penstock.gateway.proxy.Failure;
import penstock.gateway.proxy.Loop;
import penstock.gateway.proxy.Peer;

/// The connections without TLS of one loop of epoll: makes them, takes accepted ones over, and keeps what they share.
final class EpollSockets {

    /// So many buffers leave by one call.
    private static final int BUFFERS_OF_A_CALL = 16;

    private static final Peer INSTANCE = Peer.plain("");

    private final IoEventLoop loop;
    private final LoopBuffers pool;
    private final IntFunction<ByteBuf> buffers;
    private final IovArray vector = new IovArray(BUFFERS_OF_A_CALL);

    EpollSockets(IoEventLoop loop, ByteBufAllocator allocator) {
        this.loop = loop;
        this.pool = new LoopBuffers(allocator);
        this.buffers = pool::take;
    }

    /// One with room for so many bytes.
    ByteBuf buffer(int bytes) {
        return pool.take(bytes);
    }

    /// The same, for a part of a connection.
    IntFunction<ByteBuf> buffers() {
        return buffers;
    }

    /// Soon, on the loop; never once that has ended.
    void execute(Runnable task) {
        NettyLoop.execute(loop, task);
    }

    /// Whatever close(2) says, the descriptor is free.
    static void close(LinuxSocket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            Loops.LOG.atDebug().setCause(closedAnyway).log("a socket");
        }
    }

    /// One that was accepted, which is closed if that fails.
    EpollConnection adopt(LinuxSocket accepted, Peer peer) throws IOException {
        var connection = new EpollConnection(this, accepted, peer);
        try {
            prepare(connection);
            register(connection);
            return connection;
        } catch (IOException failed) {
            connection.close();
            throw failed;
        }
    }

    /// @see Loop#connect
    void connect(InetSocketAddress address, Duration timeout, Loop.Attempt attempt) {
        execute(() -> begin(address, timeout, attempt));
    }

    private void begin(InetSocketAddress address, Duration timeout, Loop.Attempt attempt) {
        LinuxSocket socket;
        try {
            socket = LinuxSocket.newSocketStream(address.getAddress() instanceof Inet6Address);
        } catch (ChannelException noDescriptor) {
            attempt.onFailed(Failure.UNABLE);
            return;
        }
        var connection = new EpollConnection(this, socket, INSTANCE);
        try {
            prepare(connection);
            boolean isMade = socket.connect(address);
            register(connection);
            if (isMade) {
                attempt.onConnected(connection, "");
            } else {
                new Making(connection, socket, attempt).await(timeout);
            }
        } catch (IOException failed) {
            connection.close();
            attempt.onFailed(NettyLoop.failure(failed));
        }
    }

    private static void prepare(EpollConnection connection) throws IOException {
        ((LinuxSocket) connection.fd()).setTcpNoDelay(true);
    }

    private void register(EpollConnection connection) throws IOException {
        Future<IoRegistration> registering = loop.register(connection);
        if (!registering.isSuccess()) {
            throw new IOException("cannot be added to an event loop", registering.cause());
        }
        connection.begin(registering.getNow());
    }

    /// A connection that the other side has not answered yet.
    private final class Making implements EpollConnection.Connecting {

        private final EpollConnection connection;
        private final LinuxSocket socket;
        private final Loop.Attempt attempt;
        private Future<?> limit;

        Making(EpollConnection connection, LinuxSocket socket, Loop.Attempt attempt) {
            this.connection = connection;
            this.socket = socket;
            this.attempt = attempt;
            this.limit = loop.newSucceededFuture(null);
        }

        void await(Duration timeout) {
            connection.connecting(this);
            limit =
                    loop.schedule(
                            () -> fail(Failure.UNREACHABLE),
                            Math.max(1, timeout.toMillis()),
                            TimeUnit.MILLISECONDS);
        }

        @Override
        public void onChange() {
            try {
                if (socket.finishConnect()) {
                    limit.cancel(false);
                    connection.connecting(null);
                    attempt.onConnected(connection, "");
                }
            } catch (IOException failed) {
                limit.cancel(false);
                fail(NettyLoop.failure(failed));
            }
        }

        private void fail(Failure why) {
            connection.connecting(null);
            connection.close();
            attempt.onFailed(why);
        }
    }

    /// Both by one call; what was taken of them is skipped.
    void sendBoth(LinuxSocket to, ByteBuf first, ByteBuf second) throws IOException {
        vector.clear();
        vector.add(first, first.readerIndex(), first.readableBytes());
        vector.add(second, second.readerIndex(), second.readableBytes());
        int sent = (int) to.writevAddresses(vector.memoryAddress(0), vector.count());
        int ofFirst = Math.min(sent, first.readableBytes());
        first.skipBytes(ofFirst);
        second.skipBytes(sent - ofFirst);
    }

    /// How many bytes were taken of the first buffers by one call.
    int send(LinuxSocket to, Iterable<ByteBuf> buffers) throws IOException {
        vector.clear();
        for (ByteBuf buffer : buffers) {
            if (vector.count() == BUFFERS_OF_A_CALL) {
                break;
            }
            vector.add(buffer, buffer.readerIndex(), buffer.readableBytes());
        }
        return (int) to.writevAddresses(vector.memoryAddress(0), vector.count());
    }

    /// Frees what the connections share; they must be closed.
    void close() {
        vector.release();
    }
}
