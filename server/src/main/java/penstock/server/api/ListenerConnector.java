package penstock.server.api;

import java.time.Duration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.server.logging.LogKeys;

/// Accepts connections, and pauses when it cannot, for example because no file descriptor is left: the kernel keeps them
/// in its queue meanwhile. Told once a minute at most.
final class ListenerConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerConnector.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long TELL_NANOS = Duration.ofMinutes(1).toNanos();

    private long toldAt = System.nanoTime() - TELL_NANOS;

    ListenerConnector(
            Server server, int acceptors, int selectors, HttpConnectionFactory connections) {
        super(server, acceptors, selectors, connections);
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
