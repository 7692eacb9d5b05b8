package penstock.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;

/// Where the listening socket comes from. One that is opened here now; one that is inherited from a predecessor will be another
/// implementation, and nothing else has to change for it.
@FunctionalInterface
public interface ListenerSource {

    /// Starts listening; fails with the exception of the socket, for example when the port is taken.
    ChannelFuture open(ServerBootstrap bootstrap);

    /// A socket of our own, bound to an address; port 0 takes any free one.
    static ListenerSource bind(InetSocketAddress address) {
        return bootstrap -> bootstrap.bind(address);
    }
}
