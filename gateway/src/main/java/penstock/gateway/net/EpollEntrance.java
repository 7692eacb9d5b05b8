package penstock.gateway.net;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/// Brings what was accepted to the loops, by turns. A connection of which nothing comes is closed: its loop may have ended, or its client
/// may be gone.
final class EpollEntrance implements EpollListener.Arrival {

    private final Supplier<IoEventLoop> loops;
    private final Gate gate;

    /// Makes a connection of what was accepted.
    @FunctionalInterface
    interface Gate {
        /// On the loop. If it fails, the socket is closed.
        void take(IoEventLoop loop, LinuxSocket accepted, InetSocketAddress client)
                throws IOException;
    }

    /// @param loops each time the next
    EpollEntrance(Supplier<IoEventLoop> loops, Gate gate) {
        this.loops = loops;
        this.gate = gate;
    }

    @Override
    public void on(LinuxSocket accepted, InetSocketAddress client) {
        IoEventLoop loop = loops.get();
        if (!NettyLoop.execute(loop, () -> take(loop, accepted, client))) {
            EpollSockets.close(accepted);
        }
    }

    private void take(IoEventLoop loop, LinuxSocket accepted, InetSocketAddress client) {
        try {
            gate.take(loop, accepted, client);
        } catch (IOException | ChannelException gone) {
            EpollSockets.close(accepted);
            Loops.LOG
                    .atDebug()
                    .setCause(gone)
                    .log("a connection was gone before it could be served");
        } catch (Throwable mistake) {
            EpollSockets.close(accepted);
            Loops.LOG
                    .atError()
                    .setCause(mistake)
                    .log("a connection was closed by an unexpected error");
        }
    }
}
