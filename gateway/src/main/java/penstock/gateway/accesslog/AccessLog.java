package penstock.gateway.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes lines from all loops to a file, on a thread of its own. A disk that is full, slow or away keeps nobody waiting: lines that do not
/// fit into the rings meanwhile are dropped, and the log says how many once it goes on.
public final class AccessLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private static final int RING = 256 << 10;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration END = Duration.ofSeconds(2);

    private final Rotation file;
    private final Path path;
    private final InstantSource clock;
    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(RING).flip();
    private final JsonLine own = new JsonLine();
    private final Thread thread;
    private volatile boolean isClosing;
    private long told;
    private long lookedAt;
    private boolean isFailing;

    /// Once a second is often enough.
    private boolean mayTell;

    /// Begins to write.
    ///
    /// @param limit bytes per file
    /// @param kept how many files there may be, the current one included
    /// @param clock dates what the log says of itself
    public static AccessLog open(Path path, long limit, int kept, InstantSource clock) {
        var log = new AccessLog(path, limit, kept, clock);
        log.thread.start();
        return log;
    }

    private AccessLog(Path path, long limit, int kept, InstantSource clock) {
        this.path = path;
        this.file = new Rotation(path, limit, kept);
        this.clock = clock;
        this.lookedAt = System.nanoTime() - LOOK.toNanos();
        this.thread = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
    }

    /// A way into the log for one thread.
    public LineRing newRing() {
        var ring = new LineRing(RING);
        ring.readBy(thread);
        rings.add(ring);
        return ring;
    }

    private void run() {
        long closingSince = 0;
        while (true) {
            boolean isLast = isClosing;
            boolean isWritten = writeAll();
            if (isLast) {
                closingSince = closingSince == 0 ? System.nanoTime() : closingSince;
                boolean isOverdue = System.nanoTime() - closingSince > END.toNanos();
                if (isWritten || isOverdue) {
                    return;
                }
            }
            LockSupport.parkNanos(isWritten ? PAUSE.toNanos() : LOOK.toNanos() / (isLast ? 20 : 1));
        }
    }

    /// False when not everything could be written.
    private boolean writeAll() {
        try {
            look();
            while (fill()) {
                if (chunk.position() == 0) {
                    file.rotateIfFull();
                }
                file.write(chunk);
            }
            if (isFailing) {
                isFailing = false;
                LOG.atInfo().addKeyValue("file", path).log("the access log goes on");
            }
            return true;
        } catch (IOException failed) {
            // the next try looks at once
            lookedAt = System.nanoTime() - LOOK.toNanos();
            if (!isFailing) {
                isFailing = true;
                LOG.atError()
                        .addKeyValue("file", path)
                        .addKeyValue("reason", failed.toString())
                        .log(
                                "the access log cannot be written, lines are dropped meanwhile; will try again");
            }
            return false;
        }
    }

    private void look() throws IOException {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK.toNanos()) {
            file.look();
            lookedAt = now;
            mayTell = true;
        }
    }

    /// False when there is nothing to write.
    private boolean fill() {
        if (chunk.hasRemaining()) {
            return true;
        }
        chunk.clear();
        for (LineRing ring : rings) {
            ring.drainTo(chunk);
        }
        tellDropped();
        chunk.flip();
        return chunk.hasRemaining();
    }

    private void tellDropped() {
        long dropped = 0;
        for (LineRing ring : rings) {
            dropped += ring.dropped();
        }
        if (dropped == told || !mayTell) {
            return;
        }
        own.begin().text("time", clock.instant().toString()).number("dropped", dropped - told);
        own.end();
        if (own.length() <= chunk.remaining()) {
            chunk.put(own.bytes(), 0, own.length());
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .addKeyValue("lines", dropped - told)
                    .log("lines of the access log were dropped");
            told = dropped;
            mayTell = false;
        }
    }

    /// Writes what is there, for two seconds at most.
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(END.plusSeconds(1));
            file.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException lost) {
            LOG.atWarn().setCause(lost).log("the access log could not be closed");
        }
    }
}
