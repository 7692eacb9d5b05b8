package penstock.bench.metrics;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import penstock.bench.metrics.CrashSamples.Kind;
import penstock.metrics.store.Batch;
import penstock.metrics.store.TimeSeriesStore;

/// A process that appends with several threads as fast as it can while blocks are cut and merged all the time, and says on its output what was
/// acknowledged, until it is killed. Arguments: the folder, the number of the first step.
public final class CrashWriter {
    /// The process ends by itself then, should nobody kill it.
    private static final int MOST_STEPS = 1_000_000;

    /// Steps from one exemplar to the next.
    static final int EXEMPLAR_EVERY = 5;

    private static final int LATE_HISTOGRAM_EVERY = 3;

    private final TimeSeriesStore store;
    private final int thread;

    private CrashWriter(TimeSeriesStore store, int thread) {
        this.store = store;
        this.thread = thread;
    }

    public static void main(String[] arguments) {
        var folder = Path.of(arguments[0]);
        int first = Integer.parseInt(arguments[1]);
        try (var store = TimeSeriesStore.open(folder, CrashSamples.SETTINGS, CrashSamples.CLOCK);
                var _ = store.maintainEvery(Duration.ofMillis(1));
                var threads = Executors.newFixedThreadPool(CrashSamples.THREADS)) {
            for (int thread = 0; thread < CrashSamples.THREADS; thread++) {
                var writer = new CrashWriter(store, thread);
                threads.execute(() -> writer.run(first));
            }
        }
    }

    private void run(int first) {
        var batch = store.batch();
        for (int step = first; step < first + MOST_STEPS; step++) {
            for (int series = 0; series < CrashSamples.SERIES; series++) {
                add(batch, series, Kind.IN_ORDER.time(step));
            }
            if (step % EXEMPLAR_EVERY == 0) {
                batch.exemplar(reference(batch, 1), CrashSamples.exemplar(step));
            }
            commit(batch, Kind.IN_ORDER, step);
            add(batch, 0, Kind.LATE_NUMBER.time(step));
            commit(batch, Kind.LATE_NUMBER, step);
            if (step % LATE_HISTOGRAM_EVERY == 0) {
                add(batch, CrashSamples.NUMBERS, Kind.LATE_HISTOGRAM.time(step));
                commit(batch, Kind.LATE_HISTOGRAM, step);
            }
        }
    }

    private long reference(Batch batch, int series) {
        return batch.series(CrashSamples.labels(thread, series), "writer");
    }

    private void add(Batch batch, int series, long time) {
        long reference = reference(batch, series);
        if (series == CrashSamples.NUMBERS) {
            batch.histogram(reference, time, CrashSamples.histogram(time), 0);
        } else {
            batch.sample(
                    reference,
                    time,
                    CrashSamples.number(series, time),
                    CrashSamples.start(series, time));
        }
    }

    private void commit(Batch batch, Kind kind, int step) {
        var outcome = batch.commit();
        var line = new Acknowledged(kind, thread, step, outcome.stored() + outcome.duplicates());
        System.out.print(line.line() + "\n");
        System.out.flush();
    }
}
