package penstock.gateway.net;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a gateway is told to listen.
///
/// @param address port 0 for any free one
/// @param isTls whether clients speak TLS there
public record ListenAddress(InetSocketAddress address, boolean isTls) {

    /// Which of the addresses each socket is for, whatever order the sockets are in: the ones with the very port first. A socket that
    /// nobody asked for is for clients without TLS.
    public static List<Boolean> tlsOf(List<InetSocketAddress> sockets, List<ListenAddress> wanted) {
        List<ListenAddress> open = new ArrayList<>(wanted);
        List<Optional<Boolean>> found = new ArrayList<>();
        for (InetSocketAddress socket : sockets) {
            found.add(take(open, socket, socket.getPort()));
        }
        List<Boolean> all = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            InetSocketAddress socket = sockets.get(i);
            Optional<Boolean> exact = found.get(i);
            all.add(exact.or(() -> take(open, socket, 0)).orElse(false));
        }
        return all;
    }

    private static Optional<Boolean> take(
            List<ListenAddress> open, InetSocketAddress socket, int port) {
        Optional<ListenAddress> found =
                open.stream()
                        .filter(
                                each ->
                                        each.address().getPort() == port
                                                && each.address()
                                                        .getAddress()
                                                        .equals(socket.getAddress()))
                        .findFirst();
        found.ifPresent(open::remove);
        return found.map(ListenAddress::isTls);
    }
}
