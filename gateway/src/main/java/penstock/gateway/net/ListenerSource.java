package penstock.gateway.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where a listening socket comes from.
///
/// @param address where it listens; port 0 takes any free one
/// @param descriptor of a socket that listens already and that others may hold too: closing it here leaves them what waits in its
///     queue. Absent for one of our own
/// @param isTls whether clients speak TLS there
public record ListenerSource(
        InetSocketAddress address, Optional<Integer> descriptor, boolean isTls) {

    /// A socket of our own, bound to an address.
    public static ListenerSource bind(ListenAddress wanted) {
        return new ListenerSource(wanted.address(), Optional.empty(), wanted.isTls());
    }

    /// One that was handed over.
    public static ListenerSource inherited(ListeningSocket socket, boolean isTls) {
        return new ListenerSource(socket.address(), Optional.of(socket.descriptor()), isTls);
    }
}
