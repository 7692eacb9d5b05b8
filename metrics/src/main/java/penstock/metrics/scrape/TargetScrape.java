package penstock.metrics.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import penstock.metrics.exposition.ExpositionFormat;
import penstock.metrics.exposition.Limits;
import penstock.metrics.exposition.MalformedExposition;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Batch;
import penstock.metrics.store.Outcome;
import penstock.metrics.store.StoreException;
import penstock.metrics.store.TimeSeriesStore;

/// The scrapes of one target: what is asked, what is stored, and how it is doing. Scraping is for one thread; what is told, for all.
final class TargetScrape {
    /// Labels of one series as a target writes it; more would be refused by the store in any case, but only after they were made.
    private static final int MOST_LABELS = 1_024;

    /// How many series more than a good answer has are remembered of failed ones.
    private static final int SPARE_SERIES = 1_000;

    private static final int LARGE_BATCH = 50_000;

    /// What the scrapes of all targets share.
    ///
    /// @param work taken while an answer is taken apart
    record Shared(Fetcher fetcher, Semaphore work) {}

    private final Shared shared;
    private final String origin;
    private final FamilyTexts families = new FamilyTexts();
    private volatile ScrapeTarget target;
    private volatile TargetStatus status;
    private @Nullable Into into;
    private int number;
    private int usualSize;

    /// What belongs to one store.
    private static final class Into {
        private final TimeSeriesStore store;
        private Batch batch;
        private final SeriesCache cache = new SeriesCache();
        private final ReportSeries report;

        Into(TimeSeriesStore store, ReportSeries report) {
            this.store = store;
            this.batch = store.batch();
            this.report = report;
        }
    }

    /// What came of asking a target.
    private record Taken(@Nullable Appending appended, long bytes, String error) {
        boolean isUp() {
            return error.isEmpty();
        }
    }

    /// @param origin what the store counts the target's series by
    TargetScrape(ScrapeTarget target, String origin, Shared shared) {
        this.target = target;
        this.origin = origin;
        this.shared = shared;
        this.status = unknown(target);
    }

    private static TargetStatus unknown(ScrapeTarget target) {
        return new TargetStatus(
                target, TargetStatus.Health.UNKNOWN, "", Optional.empty(), Duration.ZERO, 0);
    }

    ScrapeTarget target() {
        return target;
    }

    /// From the next scrape on it is asked there. Its labels are the same.
    void moveTo(ScrapeTarget other) {
        target = other;
    }

    TargetStatus status() {
        var last = status;
        return new TargetStatus(
                target,
                last.health(),
                last.error(),
                last.lastScrape(),
                last.lastDuration(),
                last.samples());
    }

    Map<String, FamilyText> families() {
        return families.all();
    }

    /// The answer of a target, or why there is none.
    ///
    /// @param seconds how long it took
    record Asked(ScrapeTarget target, @Nullable Body body, String error, double seconds)
            implements AutoCloseable {
        @Override
        public void close() {
            if (body != null) {
                body.close();
            }
        }
    }

    /// Asks the target. Nothing of it is stored yet.
    ///
    /// @throws InterruptedException when the thread is interrupted, which ends the request
    Asked ask() throws InterruptedException {
        var asked = target;
        long start = System.nanoTime();
        try {
            var body =
                    switch (asked.where()) {
                        case ScrapeTarget.At(var url) ->
                                shared.fetcher.fetch(url, asked.settings());
                        case ScrapeTarget.Nowhere(_, var reason) -> throw new ScrapeProblem(reason);
                    };
            return new Asked(asked, body, "", since(start));
        } catch (ScrapeProblem e) {
            return new Asked(asked, null, String.valueOf(e.getMessage()), since(start));
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /// Stores what the target answered, what has ended since, and how the scrape went.
    ///
    /// @param time of the scrape, milliseconds since 1970
    void store(Asked asked, TimeSeriesStore store, long time) {
        var present = into(store);
        long start = System.nanoTime();
        number++;
        present.report.define(present.batch);
        var taken = taken(asked, present, time);
        if (!taken.isUp()) {
            present.batch.clear();
            present.report.define(present.batch);
        }
        endWhatIsGone(present, time, taken.isUp());
        double seconds = asked.seconds + since(start);
        var appended = taken.appended;
        var report =
                new ReportSeries.Report(
                        taken.isUp(),
                        seconds,
                        appended == null ? 0 : appended.scraped(),
                        appended == null ? 0 : appended.kept(),
                        appended == null ? 0 : appended.added(),
                        taken.bytes);
        present.report.tell(present.batch, time, asked.target.settings(), report);
        String warning = commit(present, appended == null ? 0 : appended.repeated());
        status =
                new TargetStatus(
                        asked.target,
                        taken.isUp() ? TargetStatus.Health.UP : TargetStatus.Health.DOWN,
                        taken.isUp() ? warning : taken.error,
                        Optional.of(Instant.ofEpochMilli(time)),
                        Duration.ofNanos((long) (seconds * 1e9)),
                        report.scraped());
    }

    private Into into(TimeSeriesStore store) {
        var present = into;
        if (present == null || present.store != store) {
            present =
                    new Into(
                            store,
                            new ReportSeries(
                                    target.labels(), origin, target.settings().hasExtraSeries()));
            into = present;
        }
        return present;
    }

    private Taken taken(Asked asked, Into present, long time) {
        var body = asked.body;
        if (body == null) {
            return new Taken(null, 0, asked.error);
        }
        var scrape = new Appending.Scrape(asked.target, number, time, origin);
        var appending = new Appending(scrape, present.cache, families, present.batch);
        shared.work.acquireUninterruptibly();
        try {
            format(body, asked.target.settings())
                    .read(
                            body.bytes(),
                            body.length(),
                            new Limits(0, 0, MOST_LABELS, 0, 0),
                            appending);
            appending.checkCount();
            families.next();
            return new Taken(appending, body.length(), "");
        } catch (ScrapeProblem | MalformedExposition e) {
            return new Taken(appending, body.length(), String.valueOf(e.getMessage()));
        } finally {
            shared.work.release();
        }
    }

    private static ExpositionFormat format(Body body, ScrapeSettings settings) {
        return ExpositionFormat.of(body.contentType())
                .or(settings.formats()::otherwise)
                .orElseThrow(
                        () ->
                                new ScrapeProblem(
                                        "Content-Type: "
                                                + (body.contentType().isEmpty()
                                                        ? "none"
                                                        : "\"" + shown(body.contentType()) + "\"")
                                                + " (expected: text/plain or application/openmetrics-text, or a"
                                                + " fallback_scrape_protocol)"));
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }

    private void endWhatIsGone(Into present, long time, boolean isUp) {
        var gone = new HashSet<Long>();
        present.cache.each(
                entry -> {
                    boolean isThere = isUp && entry.tracked == number;
                    if (entry.isLive && !isThere) {
                        gone.add(entry.reference);
                    }
                    entry.isLive = isThere;
                });
        if (!gone.isEmpty()) {
            // Written in another way, it is still the same series.
            present.cache.each(
                    entry -> {
                        if (entry.isLive) {
                            gone.remove(entry.reference);
                        }
                    });
            gone.forEach(reference -> present.batch.sample(reference, time, Samples.STALE));
        }
        if (isUp) {
            present.cache.keepOnly(number);
            usualSize = present.cache.size();
        } else if (present.cache.size() > 2 * usualSize + SPARE_SERIES) {
            // One failed answer after another with names that nobody saw before.
            present.cache.clear();
        }
    }

    /// Nothing of a scrape was stored, for a reason that nobody thought of.
    void failed(Throwable reason, long time) {
        var present = into;
        if (present != null) {
            present.batch.clear();
        }
        status =
                new TargetStatus(
                        target,
                        TargetStatus.Health.DOWN,
                        "nothing was stored: " + reason,
                        Optional.of(Instant.ofEpochMilli(time)),
                        Duration.ZERO,
                        0);
    }

    /// What was not stored, for people.
    private static String commit(Into present, int repeated) {
        int size = present.batch.size();
        try {
            return warning(present.batch.commit(), repeated);
        } catch (StoreException e) {
            present.batch.clear();
            return "not stored: " + e.getMessage();
        } finally {
            if (size > LARGE_BATCH) {
                // Its room is not kept for the next time.
                present.batch = present.store.batch();
            }
        }
    }

    private static String warning(Outcome outcome, int repeated) {
        var refused =
                outcome.refused().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> each.getValue() + " not taken: " + each.getKey().meaning());
        var again =
                Stream.of(repeated)
                        .filter(count -> count > 0)
                        .map(count -> count + " not taken: the answer has the series twice");
        return Stream.concat(refused, again).collect(Collectors.joining("; "));
    }

    /// How many series are known by their bytes.
    int knownSeries() {
        return into == null ? 0 : into.cache.size();
    }

    /// The target is gone: all its series have ended.
    void end(long time) {
        var present = into;
        if (present == null) {
            return;
        }
        number++;
        endWhatIsGone(present, time, false);
        present.report.end(present.batch, time);
        commit(present, 0);
    }
}
