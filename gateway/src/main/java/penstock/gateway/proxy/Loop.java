package penstock.gateway.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;

/// The thread that owns some connections.
public interface Loop {

    /// What became of an attempt to connect. Called on the loop.
    interface Attempt {

        /// @param agreed the protocol that was agreed on within TLS (RFC 7301); empty when none was, and without TLS
        void onConnected(Connection connection, String agreed);

        /// `REFUSED` when the other side answered that nobody listens there, `INSECURE`, `UNABLE`, or else `UNREACHABLE`.
        void onFailed(Failure failure);
    }

    void connect(InetSocketAddress address, Duration timeout, Attempt attempt);

    /// The same within TLS.
    ///
    /// @param timeout for connection and handshake together
    void connectSecurely(
            InetSocketAddress address, TlsTarget target, Duration timeout, Attempt attempt);

    /// Bytes as data, copied.
    Data copy(byte[] bytes, int from, int length);

    /// Runs the task on the loop, soon; never once the loop has ended.
    void execute(Runnable task);
}
