package penstock.gateway.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A listening socket in a loop of epoll.
final class EpollListener implements EpollIoHandle {

    /// Then the connections of the loop have their turn.
    private static final int ACCEPTS_OF_A_TURN = 16;

    /// How the library writes an address: its length, then at most 16 bytes, the scope and the port.
    private static final int ADDRESS_BYTES = 26;

    private final IoEventLoop loop;
    private final LinuxSocket socket;
    private final Arrival arrival;
    private final AcceptPause pause = new AcceptPause();
    private final byte[] address = new byte[ADDRESS_BYTES];
    private @Nullable IoRegistration registration;

    /// Takes over what was accepted.
    @FunctionalInterface
    interface Arrival {
        void on(LinuxSocket accepted, InetSocketAddress client);
    }

    private EpollListener(IoEventLoop loop, LinuxSocket socket, Arrival arrival) {
        this.loop = loop;
        this.socket = socket;
        this.arrival = arrival;
    }

    /// Accepts from a socket that listens, which belongs to the listener from now on.
    static EpollListener open(IoEventLoop loop, ListeningSocket socket, Arrival arrival)
            throws IOException {
        var listener = new EpollListener(loop, LinuxSocket.newSocket(socket.descriptor()), arrival);
        Future<IoRegistration> registering = loop.register(listener).awaitUninterruptibly();
        if (!registering.isSuccess()) {
            listener.close();
            throw new IOException("cannot be added to an event loop", registering.cause());
        }
        loop.submit(() -> listener.begin(registering.getNow())).awaitUninterruptibly();
        return listener;
    }

    private void begin(IoRegistration registered) {
        registration = registered;
        accepting(true);
    }

    private void accepting(boolean on) {
        if (registration != null && registration.isValid()) {
            registration.submit(on ? EpollIoOps.EPOLLIN : EpollIoOps.NONE);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        try {
            for (int i = 0; i < ACCEPTS_OF_A_TURN; i++) {
                int descriptor = socket.accept(address);
                if (descriptor < 0) {
                    return;
                }
                handOver(LinuxSocket.newSocket(descriptor));
            }
        } catch (IOException failed) {
            pause.begin(failed, loop, this::accepting);
        }
    }

    private void handOver(LinuxSocket accepted) {
        try {
            arrival.on(accepted, NativeInetAddress.address(address, 1, address[0]));
        } catch (Throwable mistake) {
            EpollSockets.close(accepted);
            throw mistake;
        }
    }

    /// Accepts nothing any more, once this returns. Not for a loop.
    void end() {
        loop.submit(this::close).awaitUninterruptibly();
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.cancel();
        }
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            Loops.LOG.atDebug().setCause(closedAnyway).log("a listening socket");
        }
    }
}
