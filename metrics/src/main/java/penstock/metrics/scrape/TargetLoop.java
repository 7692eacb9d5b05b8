package penstock.metrics.scrape;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import penstock.metrics.store.TimeSeriesStore;

/// Scrapes one target again and again, in a thread of its own.
final class TargetLoop {
    /// Where samples go and what time it is.
    ///
    /// @param store empty while it cannot be opened; nothing is scraped then
    record Surroundings(Supplier<Optional<TimeSeriesStore>> store, InstantSource clock) {}

    private final TargetScrape scrape;
    private final Surroundings around;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean isAsking;
    private volatile boolean isGone;

    private TargetLoop(TargetScrape scrape, Surroundings around) {
        this.scrape = scrape;
        this.around = around;
        this.thread = Thread.ofVirtual().name("scrape").unstarted(this::run);
    }

    static TargetLoop start(TargetScrape scrape, Surroundings around) {
        var loop = new TargetLoop(scrape, around);
        loop.thread.start();
        return loop;
    }

    TargetScrape scrape() {
        return scrape;
    }

    /// The target is gone: its series end.
    void remove() {
        isGone = true;
        stop();
    }

    /// Ends the scraping, and leaves the series as they are: the next server goes on with them.
    void stop() {
        stop.countDown();
        synchronized (this) {
            // Never while something is stored: who writes the log for others is not to be
            // disturbed.
            if (isAsking) {
                thread.interrupt();
            }
        }
    }

    void await(Duration time) throws InterruptedException {
        thread.join(time);
    }

    private void run() {
        try {
            scrapeUntilStopped();
        } catch (InterruptedException _) {
            // It was stopped while it asked; what is stored now is not to be disturbed by that.
        }
        if (isGone && around.store.get().isPresent()) {
            try {
                scrape.end(around.clock.millis());
            } catch (RuntimeException | Error e) {
                scrape.failed(e, around.clock.millis());
            }
        }
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    private void scrapeUntilStopped() throws InterruptedException {
        long interval = interval();
        long now = around.clock.millis();
        long wait = ScrapeTimes.untilFirst(hash(), interval, now);
        var times = new ScrapeTimes(interval, now + wait);
        long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        while (!stop.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            scrapeOnce(times.timeOf(around.clock.millis()));
            long nanos = TimeUnit.MILLISECONDS.toNanos(interval);
            // What was missed meanwhile is left out.
            long late = Math.max(0, System.nanoTime() - next);
            next += nanos * (1 + late / nanos);
            if (interval() != interval) {
                interval = interval();
                times = new ScrapeTimes(interval, around.clock.millis());
            }
        }
    }

    private long interval() {
        return scrape.target().settings().interval().toMillis();
    }

    private long hash() {
        var target = scrape.target();
        long both =
                (long) target.labels().hashCode() << 32 | (target.url().hashCode() & 0xffff_ffffL);
        return both * 0x9e37_79b9_7f4a_7c15L ^ both >>> 29;
    }

    private void scrapeOnce(long time) throws InterruptedException {
        if (around.store.get().isEmpty()) {
            return;
        }
        try (var asked = ask()) {
            var store = around.store.get();
            if (store.isPresent() && stop.getCount() > 0) {
                scrape.store(asked, store.get(), time);
            }
        } catch (RuntimeException | Error e) {
            // Whatever a target answers or the store does, the next scrape is to come.
            scrape.failed(e, time);
        }
    }

    private TargetScrape.Asked ask() throws InterruptedException {
        synchronized (this) {
            if (stop.getCount() == 0) {
                throw new InterruptedException();
            }
            isAsking = true;
        }
        try {
            return scrape.ask();
        } finally {
            synchronized (this) {
                isAsking = false;
            }
            // An interruption that came too late for the request.
            Thread.interrupted();
        }
    }
}
