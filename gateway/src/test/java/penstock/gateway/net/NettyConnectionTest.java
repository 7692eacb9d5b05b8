package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import penstock.gateway.Await;
import penstock.gateway.proxy.Connection;
import penstock.gateway.proxy.Data;
import penstock.gateway.proxy.Peer;

/// Reading that is off, and the end of what the other side sends, by every transport that this system has.
class NettyConnectionTest {

    /// Fits into the memory of a socket from which nobody reads.
    private static final int SENT = 30_000;

    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    /// Whether each buffer switches reading off.
    private volatile boolean isOneByOne;

    private static Stream<Transport> available() {
        return Arrays.stream(Transport.values()).filter(Transport::isAvailable);
    }

    /// Those that tell of an end while reading is off.
    private static Stream<Transport> watchful() {
        return available().filter(transport -> transport != Transport.NIO);
    }

    /// Counts what it is told.
    private final class Counting implements Connection.Handler {

        private final Connection connection;

        Counting(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onData(Data data) {
            came.addAndGet(data.length());
            data.release();
            if (isOneByOne) {
                connection.reading(false);
            }
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

    /// Both ends of a connection.
    private record Ends(
            MultiThreadIoEventLoopGroup group,
            ServerSocket server,
            Socket peer,
            Channel channel,
            Connection connection)
            implements AutoCloseable {

        void onLoop(Runnable task) throws Exception {
            channel.eventLoop().submit(task).get(60, TimeUnit.SECONDS);
        }

        void turns() throws Exception {
            for (int i = 0; i < 100; i++) {
                onLoop(() -> {});
            }
        }

        void readOn() throws Exception {
            onLoop(() -> connection.reading(true));
        }

        @Override
        public void close() throws IOException {
            channel.close().syncUninterruptibly();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            peer.close();
            server.close();
        }
    }

    /// Reading is off from the beginning.
    private Ends connect(Transport transport) throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, transport.handler());
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var channel =
                new Bootstrap()
                        .group(group)
                        .channel(transport.client)
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadSize())
                        .handler(
                                new ChannelInitializer<DuplexChannel>() {
                                    @Override
                                    protected void initChannel(DuplexChannel made) {
                                        var last = new NettyConnection(made, Peer.plain(""));
                                        last.handler(new Counting(last));
                                        made.pipeline().addLast(last);
                                    }
                                })
                        .connect(server.getLocalSocketAddress())
                        .sync()
                        .channel();
        var connection = channel.pipeline().get(NettyConnection.class);
        return new Ends(group, server, server.accept(), channel, connection);
    }

    @ParameterizedTest
    @MethodSource("available")
    void whileReadingIsOffAnEndBringsNoMoreThanOneBuffer(Transport transport) throws Exception {
        try (var both = connect(transport)) {
            both.peer().getOutputStream().write(new byte[SENT]);
            both.peer().shutdownOutput();
            both.turns();

            assertThat(came.get()).isLessThanOrEqualTo(ExpectedSize.FIRST);
            assertThat(ends.get()).isZero();

            both.readOn();
            Await.until(() -> ends.get() == 1);
            assertThat(came.get()).isEqualTo(SENT);
            assertThat(closes.get()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void readingThatIsSwitchedOffBehindAnEndStops(Transport transport) throws Exception {
        try (var both = connect(transport)) {
            isOneByOne = true;
            both.readOn();

            both.peer().getOutputStream().write(new byte[SENT]);
            both.peer().shutdownOutput();
            both.turns();

            // one buffer before the end was there, and one behind it, which has grown
            assertThat(came.get()).isLessThanOrEqualTo(9 * ExpectedSize.FIRST);
            Await.until(
                    () -> {
                        both.channel().eventLoop().execute(() -> both.connection().reading(true));
                        return ends.get() == 1;
                    });
            assertThat(came.get()).isEqualTo(SENT);
        }
    }

    @ParameterizedTest
    @MethodSource("watchful")
    void whoHangsUpIsNoticedThoughReadingIsOff(Transport transport) throws Exception {
        try (var both = connect(transport)) {
            both.peer().getOutputStream().write(new byte[100]);
            both.peer().shutdownOutput();

            Await.until(() -> ends.get() == 1);
            assertThat(came.get()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @MethodSource("watchful")
    void aResetIsNoticedThoughReadingIsOff(Transport transport) throws Exception {
        try (var both = connect(transport)) {
            both.peer().setSoLinger(true, 0);
            both.peer().close();

            Await.until(() -> closes.get() == 1);
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void aSendThatFailsWhileReadingIsOffCloses(Transport transport) throws Exception {
        try (var both = connect(transport)) {
            both.peer().setSoLinger(true, 0);
            both.peer().close();

            Await.until(
                    () -> {
                        both.channel()
                                .eventLoop()
                                .execute(
                                        () -> {
                                            both.connection().write(new byte[1], 0, 1);
                                            both.connection().flush();
                                        });
                        return closes.get() == 1;
                    });
        }
    }
}
