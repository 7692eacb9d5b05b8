package penstock.metrics.scrape;

import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.Batch;

/// The series that tell of the scrapes of a target themselves. For one thread.
final class ReportSeries {
    private static final String[] NAMES = {
        "up",
        "scrape_duration_seconds",
        "scrape_samples_scraped",
        "scrape_samples_post_metric_relabeling",
        "scrape_series_added",
        "scrape_timeout_seconds",
        "scrape_sample_limit",
        "scrape_body_size_bytes"
    };
    private static final int ALWAYS = 5;

    /// One scrape. Its order is that of the names.
    ///
    /// @param bodyBytes -1 when it was larger than allowed
    record Report(boolean isUp, double seconds, int scraped, int kept, int added, long bodyBytes) {}

    private final Labels[] labels = new Labels[NAMES.length];
    private final long[] references = new long[NAMES.length];
    private final String origin;
    private final int count;

    /// @param target the labels of the target
    ReportSeries(Labels target, String origin, boolean hasExtra) {
        this.origin = origin;
        count = hasExtra ? NAMES.length : ALWAYS;
        for (int i = 0; i < count; i++) {
            labels[i] = target.with(Labels.NAME, NAMES[i]);
        }
    }

    /// Makes sure that they exist, before the target takes up all the room that it may.
    void define(Batch batch) {
        for (int i = 0; i < count; i++) {
            if (references[i] == Batch.NONE) {
                references[i] = batch.series(labels[i], origin);
            }
        }
    }

    void tell(Batch batch, long time, ScrapeSettings settings, Report report) {
        double[] values = {
            report.isUp ? 1 : 0,
            report.seconds,
            report.scraped,
            report.kept,
            report.added,
            settings.timeout().toNanos() / 1e9,
            settings.limits().samples(),
            report.bodyBytes
        };
        for (int i = 0; i < count; i++) {
            put(batch, i, time, values[i]);
        }
    }

    void end(Batch batch, long time) {
        for (int i = 0; i < count; i++) {
            if (references[i] != Batch.NONE) {
                batch.sample(references[i], time, Samples.STALE);
            }
        }
    }

    private void put(Batch batch, int i, long time, double value) {
        if (references[i] == Batch.NONE || !batch.sample(references[i], time, value)) {
            references[i] = batch.series(labels[i], origin);
            if (references[i] != Batch.NONE) {
                batch.sample(references[i], time, value);
            }
        }
    }
}
