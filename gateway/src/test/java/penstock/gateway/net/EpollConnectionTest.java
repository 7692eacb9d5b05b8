package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import penstock.gateway.Await;
import penstock.gateway.proxy.Connection;
import penstock.gateway.proxy.Data;
import penstock.gateway.proxy.Failure;
import penstock.gateway.proxy.Loop;

/// Reading that is off, and the end of what the other side sends.
class EpollConnectionTest {

    /// Fits into the memory of a socket from which nobody reads.
    private static final int SENT = 30_000;

    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private MultiThreadIoEventLoopGroup group;
    private IoEventLoop loop;
    private ServerSocket server;
    private Socket peer;
    private Connection connection;

    /// Counts what it is told.
    private final class Counting implements Connection.Handler {

        @Override
        public void onData(Data data) {
            came.addAndGet(data.length());
            data.release();
        }

        @Override
        public void onEnd() {
            ends.incrementAndGet();
        }

        @Override
        public void onWritable() {}

        @Override
        public void onClosed() {
            closes.incrementAndGet();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll is of Linux only");
        group = new MultiThreadIoEventLoopGroup(1, SteadyEpoll.newFactory());
        loop = group.next();
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var made = new CompletableFuture<Connection>();
        new EpollSockets(loop, PooledByteBufAllocator.DEFAULT)
                .connect(
                        (InetSocketAddress) server.getLocalSocketAddress(),
                        Duration.ofSeconds(20),
                        new Loop.Attempt() {
                            @Override
                            public void onConnected(Connection to, String agreed) {
                                to.handler(new Counting());
                                to.reading(false);
                                made.complete(to);
                            }

                            @Override
                            public void onFailed(Failure failure) {
                                made.completeExceptionally(new AssertionError(failure.toString()));
                            }
                        });
        peer = server.accept();
        connection = made.get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        if (group != null) {
            onLoop(() -> connection.close());
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            peer.close();
            server.close();
        }
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get(60, TimeUnit.SECONDS);
    }

    @Test
    void whileReadingIsOffAnEndBringsNoMoreThanOneBuffer() throws Exception {
        peer.getOutputStream().write(new byte[SENT]);
        peer.shutdownOutput();
        Await.until(() -> came.get() > 0);
        for (int i = 0; i < 100; i++) {
            onLoop(() -> {});
        }

        assertThat(came.get()).isLessThanOrEqualTo(ExpectedSize.FIRST);
        assertThat(ends.get()).isZero();

        onLoop(() -> connection.reading(true));
        Await.until(() -> ends.get() == 1);
        assertThat(came.get()).isEqualTo(SENT);
        assertThat(closes.get()).isZero();
    }

    @Test
    void whileReadingIsOffNothingIsReadBeforeTheEnd() throws Exception {
        peer.getOutputStream().write(new byte[SENT]);
        for (int i = 0; i < 100; i++) {
            onLoop(() -> {});
        }
        assertThat(came.get()).isZero();

        onLoop(() -> connection.reading(true));
        Await.until(() -> came.get() == SENT);
        assertThat(ends.get()).isZero();
    }

    @Test
    void whoHangsUpIsNoticedThoughReadingIsOff() throws Exception {
        peer.getOutputStream().write(new byte[100]);
        peer.shutdownOutput();

        Await.until(() -> ends.get() == 1);
        assertThat(came.get()).isEqualTo(100);
    }

    @Test
    void aResetIsNoticedThoughReadingIsOff() throws Exception {
        peer.setSoLinger(true, 0);
        peer.close();

        Await.until(() -> closes.get() == 1);
    }

    @Test
    void whatDoesNotFitIntoTheSocketLeavesInOrderBeforeTheEnd() throws Exception {
        int pieces = 400;
        int size = 50_000;
        onLoop(
                () -> {
                    for (int i = 0; i < pieces; i++) {
                        byte[] piece = new byte[size];
                        Arrays.fill(piece, (byte) i);
                        connection.write(piece, 0, size);
                        connection.flush();
                    }
                    assertThat(connection.isWritable()).isFalse();
                    connection.shutdownOutput();
                });
        byte[] all = peer.getInputStream().readAllBytes();

        assertThat(all).hasSize(pieces * size);
        for (int i = 0; i < pieces; i++) {
            assertThat(all[i * size]).isEqualTo((byte) i);
            assertThat(all[i * size + size - 1]).isEqualTo((byte) i);
        }
        Await.until(() -> connection.isOutputEnded());
    }
}
