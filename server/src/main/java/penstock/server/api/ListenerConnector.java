package penstock.server.api;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.server.logging.LogKeys;

/// Accepts connections, and pauses when it cannot, for example because no file descriptor is left: the kernel keeps them
/// in its queue meanwhile. Told once a minute at most. Also ends connections whose requests take too long to begin.
final class ListenerConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerConnector.class);
    private static final int ACCEPTORS = 1;
    private static final int SELECTORS = 1;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private final SlowHeads slowHeads;
    private long toldAt = System.nanoTime() - TELL_NANOS;

    ListenerConnector(Server server, HttpConnectionFactory connections, SlowHeads slowHeads) {
        super(server, ACCEPTORS, SELECTORS, connections);
        this.slowHeads = slowHeads;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new ListenerEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookAgain();
    }

    private void lookAgain() {
        getScheduler()
                .schedule(
                        () -> {
                            if (isRunning()) {
                                slowHeads.look(getConnectedEndPoints(), System.nanoTime());
                                lookAgain();
                            }
                        },
                        slowHeads.interval().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected boolean handleAcceptFailure(Throwable cause) {
        if (!isRunning() || cause instanceof InterruptedException) {
            return false;
        }
        long now = System.nanoTime();
        if (now - toldAt >= TELL_NANOS) {
            toldAt = now;
            LOG.atError()
                    .addKeyValue(LogKeys.CAUSE, cause)
                    .log("connections cannot be accepted; they wait in the queue");
        }
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
