package penstock.gateway.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// A socket that listens and that nobody accepts from yet, to be held or handed on.
///
/// @param descriptor the number by which the process knows it
/// @param address where it listens, with the port that was taken
public record ListeningSocket(int descriptor, InetSocketAddress address) {

    /// Whether this system lets sockets be inherited by number, which needs the native transport.
    public static boolean isSupported() {
        return Epoll.isAvailable();
    }

    /// One that this process was started with. It must be one: nothing is asked of it but where it listens.
    public static ListeningSocket inherited(int descriptor) {
        return new ListeningSocket(
                descriptor, new EpollServerSocketChannel(descriptor).localAddress());
    }

    /// Opens one; fails with the exception of the socket, for example when the port is taken.
    public static ListeningSocket open(InetSocketAddress wanted) throws IOException {
        LinuxSocket socket =
                LinuxSocket.newSocketStream(wanted.getAddress() instanceof Inet6Address);
        try {
            socket.setReuseAddress(true);
            socket.bind(wanted);
            socket.listen(Loops.BACKLOG);
            return new ListeningSocket(socket.intValue(), socket.localAddress());
        } catch (IOException taken) {
            socket.close();
            throw taken;
        }
    }
}
