package penstock.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What happens when a connection cannot be accepted, for example because no file descriptor is left: accepting pauses for
/// a moment, while the kernel keeps the connection in its queue, instead of failing again and again without a pause. It is
/// told once a minute at most.
final class AcceptPause extends ChannelInboundHandlerAdapter {

    private static final long PAUSE_MILLIS = 100;
    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private long toldAt = System.nanoTime() - TELL_NANOS;

    /// @param accepting switches accepting off and on
    void begin(Throwable cause, EventLoop loop, Consumer<Boolean> accepting) {
        long now = System.nanoTime();
        if (now - toldAt >= TELL_NANOS) {
            toldAt = now;
            Loops.LOG
                    .atError()
                    .addKeyValue("reason", cause.toString())
                    .log("connections cannot be accepted; they wait in the queue");
        }
        accepting.accept(false);
        var _ = loop.schedule(() -> accepting.accept(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var channel = context.channel();
        begin(cause, channel.eventLoop(), channel.config()::setAutoRead);
    }
}
