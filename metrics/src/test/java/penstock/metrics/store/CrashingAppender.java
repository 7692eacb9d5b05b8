package penstock.metrics.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import penstock.metrics.labels.Labels;

/// Appends with several threads as fast as it can, compacting all the time, and says on its output what was acknowledged, until it is
/// killed. Arguments: the folder, the number of the first step.
final class CrashingAppender {
    static final int THREADS = 4;

    /// Series of each thread.
    static final int SERIES = 5;

    /// Between two steps, in milliseconds of the samples.
    static final long STEP = 10;

    private CrashingAppender() {}

    static long time(int step) {
        return 1_000_000 + STEP * step;
    }

    /// The time of the late sample of a step.
    static long lateTime(int step) {
        return time(step) - 5 * STEP - 3;
    }

    static Labels labels(int thread, int series) {
        return Labels.of(Labels.NAME, "m" + series, "thread", "t" + thread);
    }

    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[1]);
        try (var store = Stores.open(Path.of(arguments[0]));
                var _ = store.maintainEvery(Duration.ofMillis(1));
                var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                threads.execute(() -> append(store, number, first));
            }
        }
    }

    private static void append(TimeSeriesStore store, int thread, int first) {
        var batch = store.batch();
        for (int step = first; step < first + 1_000_000; step++) {
            for (int i = 0; i < SERIES; i++) {
                long reference = batch.series(labels(thread, i), "t");
                batch.sample(reference, time(step), step + i);
                if (i == 0) {
                    batch.sample(reference, lateTime(step), -step);
                }
            }
            var outcome = batch.commit();
            System.out.print(thread + " " + step + " " + outcome.stored() + "\n");
            System.out.flush();
        }
    }
}
