package penstock.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;

/// Where a listening socket comes from.
@FunctionalInterface
public interface ListenerSource {

    /// Starts accepting; fails with the exception of the socket, for example when the port is taken.
    ChannelFuture open(ServerBootstrap bootstrap);

    /// A socket of our own, bound to an address; port 0 takes any free one.
    static ListenerSource bind(InetSocketAddress address) {
        return bootstrap ->
                bootstrap
                        .channel(
                                Epoll.isAvailable()
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .bind(address);
    }

    /// A descriptor of a socket that listens already and that others may hold too: closing it here leaves them what waits in
    /// its queue.
    static ListenerSource inherited(int descriptor) {
        return bootstrap ->
                bootstrap.channelFactory(() -> new EpollServerSocketChannel(descriptor)).register();
    }
}
