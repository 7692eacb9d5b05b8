package penstock.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import penstock.gateway.proxy.Data;
import penstock.gateway.proxy.Failure;
import penstock.gateway.proxy.Loop;
import penstock.gateway.proxy.Peer;
import penstock.gateway.proxy.TlsTarget;

/// An event loop of Netty and how to connect from it.
final class NettyLoop implements Loop {

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Consumer<Channel> preparation;
    private final ByteBufAllocator allocator;

    private final Ways ways;

    /// How connections are made.
    ///
    /// @param sockets makes plain ones where the loop is one of epoll
    /// @param instances what is needed for those within TLS
    record Ways(Optional<EpollSockets> sockets, InstanceContexts instances) {}

    /// @param preparation sets the options of a new channel
    NettyLoop(
            EventLoop loop,
            Bootstrap bootstrap,
            Consumer<Channel> preparation,
            ByteBufAllocator allocator,
            Ways ways) {
        this.loop = loop;
        this.allocator = allocator;
        this.bootstrap = bootstrap;
        this.preparation = preparation;
        this.ways = ways;
    }

    @Override
    public void connect(InetSocketAddress address, Duration timeout, Attempt attempt) {
        if (address.isUnresolved()) {
            // Looking the name up here would block the loop; it is looked up anew with the next
            // table that changes the instance.
            loop.execute(() -> attempt.onFailed(Failure.UNREACHABLE));
            return;
        }
        if (ways.sockets().isPresent()) {
            ways.sockets().get().connect(address, timeout, attempt);
            return;
        }
        ChannelFuture connecting =
                bootstrap
                        .clone(loop)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE))
                        .handler(
                                new ChannelInitializer<DuplexChannel>() {
                                    @Override
                                    protected void initChannel(DuplexChannel channel) {
                                        preparation.accept(channel);
                                        channel.pipeline()
                                                .addLast(
                                                        new NettyConnection(
                                                                channel, Peer.plain("")));
                                    }
                                })
                        .connect(address);
        connecting.addListener(done -> onLoop(() -> tell(attempt, connecting)));
    }

    @Override
    public void connectSecurely(
            InetSocketAddress address, TlsTarget target, Duration timeout, Attempt attempt) {
        if (address.isUnresolved()) {
            loop.execute(() -> attempt.onFailed(Failure.UNREACHABLE));
            return;
        }
        new TlsConnect(loop, ways.instances(), target, attempt)
                .begin(bootstrap.clone(loop), preparation, address, timeout);
    }

    /// A connection for which there was no file descriptor fails before it belongs to the loop, on a thread of its own.
    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    private static void tell(Attempt attempt, ChannelFuture done) {
        if (done.isSuccess()) {
            attempt.onConnected(done.channel().pipeline().get(NettyConnection.class), "");
        } else {
            attempt.onFailed(failure(done.cause()));
        }
    }

    /// Without a descriptor or memory there is not even a channel; without a free port there is no address to connect from. A connect
    /// that timed out is a ConnectException too, of a type of its own.
    static Failure failure(Throwable cause) {
        if (cause instanceof ChannelException
                || cause instanceof OutOfMemoryError
                || String.valueOf(cause.getMessage()).contains("Cannot assign requested address")) {
            return Failure.UNABLE;
        }
        return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)
                ? Failure.REFUSED
                : Failure.UNREACHABLE;
    }

    @Override
    public Data copy(byte[] bytes, int from, int length) {
        return new NettyData(allocator.directBuffer(length).writeBytes(bytes, from, length));
    }

    @Override
    public void execute(Runnable task) {
        execute(loop, task);
    }

    /// Soon, on the loop. False once that has ended.
    static boolean execute(EventLoop loop, Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            Loops.LOG.atDebug().log("an event loop has ended before one of its tasks");
            return false;
        }
    }
}
