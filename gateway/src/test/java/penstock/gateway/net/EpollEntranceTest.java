package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What was accepted is closed when no connection comes of it.
class EpollEntranceTest {

    private MultiThreadIoEventLoopGroup accepting;
    private MultiThreadIoEventLoopGroup serving;
    private EpollListener listener;

    /// What the gate has taken.
    private final CompletableFuture<LinuxSocket> taken = new CompletableFuture<>();

    /// What the gate fails with, if it does.
    private final AtomicReference<Optional<Throwable>> failure =
            new AtomicReference<>(Optional.empty());

    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll is of Linux only");
        accepting = new MultiThreadIoEventLoopGroup(1, SteadyEpoll.newFactory());
        serving = new MultiThreadIoEventLoopGroup(1, SteadyEpoll.newFactory());
        ListeningSocket socket =
                ListeningSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = socket.address();
        listener =
                EpollListener.open(
                        accepting.next(), socket, new EpollEntrance(serving::next, this::take));
    }

    @AfterEach
    void close() throws Exception {
        if (listener != null) {
            listener.end();
            accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            serving.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private void take(IoEventLoop loop, LinuxSocket accepted, InetSocketAddress client)
            throws IOException {
        assertThat(loop.inEventLoop()).isTrue();
        if (failure.get().isEmpty()) {
            taken.complete(accepted);
            return;
        }
        switch (failure.get().get()) {
            case IOException gone -> throw gone;
            case RuntimeException mistake -> throw mistake;
            case Error mistake -> throw mistake;
            case Throwable other -> throw new AssertionError(other);
        }
    }

    private Socket client() throws IOException {
        var client = new Socket();
        client.connect(address, 20_000);
        client.setSoTimeout(60_000);
        return client;
    }

    private void assertClosed() throws IOException {
        try (Socket client = client()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void itsLoopTakesItOver() throws Exception {
        assertTaken();
    }

    private void assertTaken() throws Exception {
        try (Socket client = client()) {
            LinuxSocket accepted = taken.get(60, TimeUnit.SECONDS);

            assertThat(accepted.isOpen()).isTrue();
            assertThat(accepted.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
            accepted.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void itIsClosedWhenItsLoopHasEnded() throws Exception {
        serving.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();

        assertClosed();
    }

    @Test
    void itIsClosedWhenNoConnectionCanBeMadeOfItAndTheNextIsServed() throws Exception {
        for (Throwable why :
                new Throwable[] {
                    new IOException("gone"),
                    new ChannelException("gone"),
                    new IllegalStateException("a mistake"),
                    new OutOfMemoryError("none left")
                }) {
            failure.set(Optional.of(why));
            assertClosed();
        }

        failure.set(Optional.empty());
        assertTaken();
    }
}
