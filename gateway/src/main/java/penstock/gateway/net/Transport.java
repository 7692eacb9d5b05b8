package penstock.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// By which means of the system sockets are read, written and waited for.
public enum Transport {
    /// Linux 5.14 or newer; often forbidden in containers.
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),

    /// Linux.
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),

    /// What Java brings, anywhere. It cannot take over a socket that was handed to the process.
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    /// The word for whatever suits the system.
    public static final String AUTO = "auto";

    private static final InetSocketAddress UNUSED =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final Class<? extends ServerChannel> server;
    final Class<? extends Channel> client;

    Transport(Class<? extends ServerChannel> server, Class<? extends Channel> client) {
        this.server = server;
        this.client = client;
    }

    /// The one of a name such as `io_uring`. An `IllegalArgumentException` says which there are, or why it does not work here.
    public static Transport parse(String name) {
        if (name.equals(AUTO)) {
            return EPOLL.isAvailable() ? EPOLL : NIO;
        }
        for (Transport transport : values()) {
            if (transport.text().equals(name)) {
                return transport.required();
            }
        }
        throw new IllegalArgumentException(
                "\"" + name + "\" (expected: " + String.join(", ", names()) + ")");
    }

    /// All names that are understood.
    public static List<String> names() {
        return Stream.concat(Stream.of(AUTO), Arrays.stream(values()).map(Transport::text))
                .toList();
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private Transport required() {
        if (!isAvailable()) {
            throw new IllegalArgumentException(
                    "\"" + text() + "\" does not work on this system (expected: " + AUTO + ")");
        }
        return this;
    }

    /// Whether the system has it and lets this process use it.
    public boolean isAvailable() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    /// Whether it can accept from a socket that was handed to the process.
    public boolean canInherit() {
        return this != NIO;
    }

    IoHandlerFactory handler() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> SteadyEpoll.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /// Starts accepting by a channel of Netty, which epoll does without; fails with the exception of the socket, for example when the port is taken.
    Channel open(ServerBootstrap bootstrap, ListenerSource source) throws IOException {
        if (source.descriptor().isEmpty()) {
            return opened(bootstrap.channel(server).bind(source.address()));
        }
        int descriptor = source.descriptor().get();
        if (this == IO_URING) {
            return adopted(bootstrap, descriptor);
        }
        throw new IOException(
                "the transport "
                        + text()
                        + " cannot take over a listening socket; use "
                        + AUTO
                        + ", or stop the gateway before it is started again");
    }

    private static Channel opened(ChannelFuture opening) throws IOException {
        ChannelFuture done = opening.awaitUninterruptibly();
        if (!done.isSuccess()) {
            throw new IOException(done.cause());
        }
        return done.channel();
    }

    /// The library has no way to give a channel of io_uring a socket. So one is opened on a port that nobody knows, and before it
    /// accepts anything, its descriptor is made another name of the socket that was handed over.
    private static Channel adopted(ServerBootstrap bootstrap, int descriptor) throws IOException {
        Channel channel =
                opened(
                        bootstrap
                                .channel(IoUringServerSocketChannel.class)
                                .option(ChannelOption.AUTO_READ, false)
                                .bind(UNUSED));
        Descriptors.replace(((UnixChannel) channel).fd().intValue(), descriptor);
        channel.closeFuture().addListener(closed -> new FileDescriptor(descriptor).close());
        channel.config().setAutoRead(true);
        return channel;
    }
}
