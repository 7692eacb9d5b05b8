package penstock.gateway.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;

/// The thread that owns some connections.
public interface Loop {

    /// What became of an attempt to connect. Called on the loop.
    interface Attempt {
        void onConnected(Connection connection);

        /// `REFUSED` when the other side answered that nobody listens there, `UNABLE`, or else `UNREACHABLE`.
        void onFailed(Failure failure);
    }

    void connect(InetSocketAddress address, Duration timeout, Attempt attempt);

    /// Bytes as data, copied.
    Data copy(byte[] bytes, int from, int length);

    /// Runs the task on the loop, soon.
    void execute(Runnable task);
}
