package penstock.server.wiring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.capabilities.rollout.FigureWatch;

/// Looks every second whether series have to be read for a running rollout, on a thread of its own: a source that takes its time
/// holds up nothing else.
public final class FigureLooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FigureLooks.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final FigureWatch watch;
    private final Thread thread = Thread.ofVirtual().name("figures").unstarted(this::run);
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean isTold;

    private FigureLooks(FigureWatch watch) {
        this.watch = watch;
    }

    public static FigureLooks start(FigureWatch watch) {
        var looks = new FigureLooks(watch);
        looks.thread.start();
        return looks;
    }

    private void run() {
        try {
            while (!end.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            watch.look();
            isTold = false;
        } catch (RuntimeException | Error e) {
            if (!isTold) {
                LOG.atWarn().setCause(e).log("figures could not be read, will try again");
            }
            isTold = true;
        }
    }

    /// Returns when no look is under way. It is not interrupted: that would close the evidence log it may be writing to.
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
