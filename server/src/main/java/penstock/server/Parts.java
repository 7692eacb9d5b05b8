package penstock.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.server.logging.LogKeys;

/// What is running, in the order in which it was started; stopped in the opposite order. A part that fails to stop does
/// not keep the others from stopping.
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, AutoCloseable closing) {}

    private final Deque<Part> started = new ArrayDeque<>();

    /// Keeps a part that has just been started, and hands it back.
    <P extends AutoCloseable> P add(String name, P part) {
        started.push(new Part(name, part));
        return part;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            var part = started.pop();
            try {
                part.closing().close();
            } catch (Exception e) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue(LogKeys.PART, part.name())
                        .log("part did not stop");
            }
        }
    }
}
