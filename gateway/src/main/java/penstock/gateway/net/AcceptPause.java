package penstock.gateway.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What happens when a connection cannot be accepted, for example because no file descriptor is left: accepting pauses for
/// a moment, while the kernel keeps the connection in its queue, instead of failing again and again without a pause. It is
/// told once a minute at most.
final class AcceptPause extends ChannelInboundHandlerAdapter {

    private static final long PAUSE_MILLIS = 100;
    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private long toldAt = System.nanoTime() - TELL_NANOS;

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long now = System.nanoTime();
        if (now - toldAt >= TELL_NANOS) {
            toldAt = now;
            Loops.LOG
                    .atError()
                    .addKeyValue("reason", cause.toString())
                    .log("connections cannot be accepted; they wait in the queue");
        }
        var config = context.channel().config();
        config.setAutoRead(false);
        var _ =
                context.channel()
                        .eventLoop()
                        .schedule(
                                () -> config.setAutoRead(true),
                                PAUSE_MILLIS,
                                TimeUnit.MILLISECONDS);
    }
}
