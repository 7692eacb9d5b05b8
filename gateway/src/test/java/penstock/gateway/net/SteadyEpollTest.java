package penstock.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import penstock.gateway.FullBacklog;

/// What the kernel has told of one connection never reaches another that has got its number.
final class SteadyEpollTest {

    private static final int MOST_TRIES = 200;

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    /// Keeps what goes wrong, and otherwise drops what comes.
    private class Quiet extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }
    }

    @Test
    void aConnectionThatIsBeingMadeIsNotToldOfTheOneBeforeIt() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll is of Linux only");
        var group = new MultiThreadIoEventLoopGroup(1, SteadyEpoll.newFactory());
        try (var peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var full = new FullBacklog()) {
            int tries = 0;
            while (!hasTakenTheNumber(group, peer, full) && tries < MOST_TRIES) {
                tries++;
            }

            assertThat(tries).isLessThan(MOST_TRIES);
            assertThat(failures).isEmpty();
        } finally {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /// Two connections have something to be read in the same turn of the loop. The first closes the second and opens a third.
    ///
    /// @return whether that had the number of the second
    private boolean hasTakenTheNumber(
            MultiThreadIoEventLoopGroup group, ServerSocket peer, FullBacklog full)
            throws Exception {
        var second = connect(group, peer, new Quiet());
        var third = new LinkedBlockingQueue<Channel>();
        int number = ((EpollSocketChannel) second.own).fd().intValue();
        var first =
                connect(
                        group,
                        peer,
                        new Quiet() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                super.channelRead(context, message);
                                var _ = second.own.close();
                                third.add(unanswered(group, full.port()));
                            }
                        });
        var goesOn = new CountDownLatch(1);
        var stands = new CountDownLatch(1);
        group.next()
                .execute(
                        () -> {
                            stands.countDown();
                            await(goesOn);
                        });
        await(stands);
        first.other.getOutputStream().write(1);
        second.other.getOutputStream().write(1);
        goesOn.countDown();

        var fresh = (EpollSocketChannel) third.poll(60, TimeUnit.SECONDS);
        boolean isSame = fresh != null && fresh.fd().intValue() == number;
        // the turn is over when the loop has done something after it
        group.next().submit(() -> {}).awaitUninterruptibly();
        for (Channel one : new Channel[] {first.own, fresh}) {
            if (one != null) {
                one.close().awaitUninterruptibly();
            }
        }
        first.other.close();
        second.other.close();
        return isSame;
    }

    private record Pair(Channel own, Socket other) {}

    private static Pair connect(
            MultiThreadIoEventLoopGroup group, ServerSocket peer, ChannelInboundHandlerAdapter with)
            throws IOException {
        var own =
                bootstrap(group, with)
                        .connect(peer.getLocalSocketAddress())
                        .syncUninterruptibly()
                        .channel();
        return new Pair(own, peer.accept());
    }

    /// A connection that is being made for as long as nobody takes it.
    private Channel unanswered(MultiThreadIoEventLoopGroup group, int port) {
        return bootstrap(group, new Quiet())
                .connect(InetAddress.getLoopbackAddress(), port)
                .channel();
    }

    private static Bootstrap bootstrap(
            MultiThreadIoEventLoopGroup group, ChannelInboundHandlerAdapter with) {
        return new Bootstrap().group(group).channel(EpollSocketChannel.class).handler(with);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
