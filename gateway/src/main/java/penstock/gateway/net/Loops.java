package penstock.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.proxy.DrainLimits;
import penstock.gateway.proxy.Engine;
import penstock.gateway.proxy.Worker;

/// The event loops and the listening socket: the engine's workers brought to life.
///
/// Native epoll where it is available, NIO elsewhere. Buffers are pooled in small arenas, one per loop, and a read takes at most
/// 32 KiB, so that direct memory stays within a few megabytes plus what the connections in use hold back.
public final class Loops implements AutoCloseable {

    static final Logger LOG = LoggerFactory.getLogger(Loops.class);

    /// How many connections may wait to be accepted, for example while a gateway is started again.
    static final int BACKLOG = 4_096;

    private static final long TICK_MILLIS = 50;
    private static final int PAGE = 8 * 1024;
    private static final int CHUNK_ORDER = 6;

    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, Worker> workers = new HashMap<>();
    private final Set<Channel> listeners = new HashSet<>();
    private final boolean isNative;
    private final PooledByteBufAllocator allocator;

    /// Starts `count` loops for the engine, with at most `mostClients` connections of clients; `idPrefix` begins the ids of
    /// requests and should differ between processes.
    public Loops(Engine engine, int count, String idPrefix, int mostClients) {
        isNative = Epoll.isAvailable();
        group =
                new MultiThreadIoEventLoopGroup(
                        count,
                        new DefaultThreadFactory("gateway"),
                        isNative ? SteadyEpoll.newFactory() : NioIoHandler.newFactory());
        allocator = new PooledByteBufAllocator(true, 0, count, PAGE, CHUNK_ORDER, 64, 32, false);
        List<EventLoop> loops = new ArrayList<>();
        group.forEach(executor -> loops.add((EventLoop) executor));
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            Worker worker =
                    engine.newWorker(
                            new NettyLoop(loop, client(), allocator),
                            idPrefix + i,
                            Math.ceilDiv(mostClients, count));
            workers.put(loop, worker);
            var _ =
                    loop.scheduleWithFixedDelay(
                            worker::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Bootstrap client() {
        return new Bootstrap()
                .channel(isNative ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(512, 2 * 1024, 32 * 1024))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(32 * 1024, 64 * 1024));
    }

    /// Starts accepting connections and returns where.
    public InetSocketAddress listen(ListenerSource source) throws IOException {
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .handler(new AcceptPause())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new AdaptiveRecvByteBufAllocator(512, 2 * 1024, 32 * 1024))
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 * 1024, 64 * 1024))
                        .childHandler(
                                new ChannelInitializer<DuplexChannel>() {
                                    @Override
                                    protected void initChannel(DuplexChannel channel) {
                                        var connection = new NettyConnection(channel);
                                        channel.pipeline().addLast(connection);
                                        Worker worker = workers.get(channel.eventLoop());
                                        if (worker != null) {
                                            worker.accept(connection);
                                        }
                                    }
                                });
        ChannelFuture opening = source.open(bootstrap).awaitUninterruptibly();
        if (!opening.isSuccess()) {
            throw new IOException(opening.cause());
        }
        listeners.add(opening.channel());
        return (InetSocketAddress) opening.channel().localAddress();
    }

    /// Stops accepting and lets every connection end with its present answer, within limits that a later call may change.
    /// Connections that the kernel had accepted already are served.
    public void drain(DrainLimits limits) {
        workers.forEach(
                (loop, worker) -> loop.submit(() -> worker.drain(limits)).awaitUninterruptibly());
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /// Client connections that are open now.
    public int openSessions() {
        return sum(Worker::openSessions);
    }

    private int sum(ToIntFunction<Worker> figure) {
        int sum = 0;
        for (Map.Entry<EventLoop, Worker> entry : workers.entrySet()) {
            sum +=
                    entry.getKey()
                            .submit(() -> figure.applyAsInt(entry.getValue()))
                            .awaitUninterruptibly()
                            .getNow();
        }
        return sum;
    }

    /// Cuts whatever is open and ends the loops.
    @Override
    public void close() {
        drain(DrainLimits.NONE);
        workers.forEach((loop, worker) -> loop.submit(worker::closeAll).awaitUninterruptibly());
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
