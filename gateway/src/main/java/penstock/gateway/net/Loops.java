package penstock.gateway.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.proxy.ClientRoom;
import penstock.gateway.proxy.DrainLimits;
import penstock.gateway.proxy.Engine;
import penstock.gateway.proxy.Peer;
import penstock.gateway.proxy.Worker;

/// The event loops and the listening sockets: the engine's workers brought to life.
///
/// Buffers are pooled in small arenas, one per loop, and a read takes at most
/// 128 KiB, so that direct memory stays within a few megabytes plus what the connections in use hold back.
public final class Loops implements AutoCloseable {

    static final Logger LOG = LoggerFactory.getLogger(Loops.class);

    /// How many connections may wait to be accepted, for example while a gateway is started again.
    static final int BACKLOG = 4_096;

    private static final long TICK_MILLIS = 50;
    private static final int PAGE = 8 * 1024;
    private static final int CHUNK_ORDER = 6;

    /// What is offered to clients within TLS, the favourite first.
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    /// Besides the connections that are let in, a share of these may be on their way in.
    private static final int ARRIVING_SHARE = 8;

    private static final int LEAST_ARRIVING = 16;

    /// What belongs to one loop.
    ///
    /// @param sockets where the loop is one of epoll
    private record Part(Worker worker, Arrivals arrivals, Optional<EpollSockets> sockets) {}

    private final Engine engine;
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, Part> parts = new HashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final TlsContexts tls;
    private final InstanceContexts instances;
    private final PooledByteBufAllocator allocator;

    /// Starts `count` loops for the engine, which have room for so many clients together; `idPrefix` begins the ids of
    /// requests and should differ between processes.
    public Loops(Engine engine, Transport transport, int count, String idPrefix, ClientRoom room) {
        this.engine = engine;
        this.transport = transport;
        group =
                new MultiThreadIoEventLoopGroup(
                        count, new DefaultThreadFactory("gateway"), transport.handler());
        tls = new TlsContexts(InstantSource.system(), PROTOCOLS, this::awaitLoops);
        instances = new InstanceContexts(this::awaitLoops);
        allocator = new PooledByteBufAllocator(true, 0, count, PAGE, CHUNK_ORDER, 64, 32, false);
        List<EventLoop> loops = new ArrayList<>();
        group.forEach(executor -> loops.add((EventLoop) executor));
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            Optional<EpollSockets> sockets =
                    transport == Transport.EPOLL
                            ? Optional.of(new EpollSockets((IoEventLoop) loop, allocator))
                            : Optional.empty();
            Worker worker =
                    engine.newWorker(
                            new NettyLoop(
                                    loop,
                                    client(),
                                    this::prepare,
                                    allocator,
                                    new NettyLoop.Ways(sockets, instances)),
                            idPrefix + i,
                            room.share(count));
            var arrivals =
                    new Arrivals(
                            Math.max(
                                    LEAST_ARRIVING,
                                    room.share(count).connections() / ARRIVING_SHARE));
            parts.put(loop, new Part(worker, arrivals, sockets));
            var _ =
                    loop.scheduleWithFixedDelay(
                            () -> tick(worker, arrivals),
                            TICK_MILLIS,
                            TICK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
        engine.onDomains(tls::serve);
        engine.onWays(instances::serve);
        tls.start();
        instances.start();
    }

    private static void tick(Worker worker, Arrivals arrivals) {
        arrivals.tick(worker.tick());
    }

    /// Returns once each loop has done what it was doing. Not for a loop.
    private void awaitLoops() {
        parts.keySet().forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly());
    }

    private Bootstrap client() {
        return new Bootstrap().channel(transport.client);
    }

    /// Starts accepting connections and returns where.
    public InetSocketAddress listen(ListenerSource source) throws IOException {
        if (transport == Transport.EPOLL) {
            return listenByEpoll(source);
        }
        var bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .handler(new AcceptPause())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(entrance(source.isTls()));
        Channel opened = transport.open(bootstrap, source);
        listeners.add(() -> opened.close().awaitUninterruptibly());
        return source.descriptor().isPresent()
                ? source.address()
                : (InetSocketAddress) opened.localAddress();
    }

    private InetSocketAddress listenByEpoll(ListenerSource source) throws IOException {
        ListeningSocket socket =
                source.descriptor().isPresent()
                        ? new ListeningSocket(source.descriptor().get(), source.address())
                        : ListeningSocket.open(source.address());
        EpollListener listener =
                EpollListener.open(
                        group.next(),
                        socket,
                        new EpollEntrance(
                                group::next,
                                (loop, accepted, client) ->
                                        accept(loop, accepted, client, source.isTls())));
        listeners.add(listener::end);
        return socket.address();
    }

    private void accept(
            EventLoop loop, LinuxSocket accepted, InetSocketAddress client, boolean isTls)
            throws IOException {
        if (isTls || isHeralded(client)) {
            Channel channel = new EpollSocketChannel(accepted.intValue());
            channel.pipeline().addLast(entrance(isTls));
            // closes the channel if it fails
            var _ = loop.register(channel);
            return;
        }
        Part part = Objects.requireNonNull(parts.get(loop), "a loop of the group");
        Peer peer = Peer.plain(client.getAddress().getHostAddress());
        EpollConnection connection = part.sockets().orElseThrow().adopt(accepted, peer);
        try {
            part.worker().accept(connection);
        } catch (RuntimeException | Error mistake) {
            connection.close();
            throw mistake;
        }
    }

    private ChannelInitializer<DuplexChannel> entrance(boolean isTls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(DuplexChannel channel) {
                prepare(channel);
                accept(channel, isTls);
            }
        };
    }

    private void prepare(Channel channel) {
        channel.config()
                .setOptions(
                        Map.of(
                                ChannelOption.TCP_NODELAY,
                                true,
                                ChannelOption.ALLOW_HALF_CLOSURE,
                                true,
                                ChannelOption.ALLOCATOR,
                                allocator,
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new ReadSize(),
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 * 1024, 64 * 1024)));
    }

    private void accept(DuplexChannel channel, boolean isTls) {
        Part part = parts.get(channel.eventLoop());
        if (part == null) {
            return;
        }
        boolean isHeralded =
                channel.remoteAddress() instanceof InetSocketAddress peer && isHeralded(peer);
        if (!isTls && !isHeralded) {
            var peer = Peer.plain(NettyConnection.address(channel));
            var connection = new NettyConnection(channel, peer);
            channel.pipeline().addLast(connection);
            part.worker().accept(connection);
        } else if (part.arrivals().begin(channel, part.worker().now())) {
            new Arriving(
                            channel,
                            part.arrivals(),
                            isTls ? Optional.of(tls) : Optional.empty(),
                            (connection, protocol) -> part.worker().accept(connection))
                    .begin(isHeralded);
        } else {
            var _ = channel.close();
        }
    }

    /// Whether a proxy says for whom the connection is.
    private boolean isHeralded(InetSocketAddress peer) {
        return peer.getAddress() != null && engine.clients().heralds().trusts(peer.getAddress());
    }

    /// Stops accepting and lets every connection end with its present answer, within limits that a later call may change.
    /// Connections that the kernel had accepted already are served.
    public void drain(DrainLimits limits) {
        parts.forEach(
                (loop, part) ->
                        loop.submit(() -> part.worker().drain(limits)).awaitUninterruptibly());
        listeners.forEach(Runnable::run);
        listeners.clear();
    }

    /// Client connections that are open now, those on their way in included.
    public int openSessions() {
        return sum(part -> part.worker().openSessions() + part.arrivals().size());
    }

    private int sum(ToIntFunction<Part> figure) {
        int sum = 0;
        for (Map.Entry<EventLoop, Part> entry : parts.entrySet()) {
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
        parts.forEach((loop, part) -> loop.submit(() -> closeAll(part)).awaitUninterruptibly());
        tls.close();
        instances.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static void closeAll(Part part) {
        part.arrivals().closeAll();
        part.worker().closeAll();
        part.sockets().ifPresent(EpollSockets::close);
    }
}
