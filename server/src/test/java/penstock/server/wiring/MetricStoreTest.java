package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.StoreSettings;
import penstock.metrics.store.TimeSeriesStore;
import penstock.server.config.Settings;
import penstock.server.config.SettingsReader;

final class MetricStoreTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");

    @TempDir private Path folder;
    private final long began = System.currentTimeMillis();
    private final AtomicInteger count = new AtomicInteger();
    private final Semaphore taken = new Semaphore(0);

    private static Settings.Metrics every(String time) {
        return SettingsReader.read(Optional.empty(), Map.of(), List.of("--metrics-every", time))
                .metrics();
    }

    /// Stores how often it was called, at times of the present: what is older may be moved to a block meanwhile.
    private void sample(TimeSeriesStore store) {
        int number = count.incrementAndGet();
        taken.release();
        if (number == 2) {
            throw new OutOfMemoryError("made up by a test");
        }
        if (number == 3) {
            throw new LinkageError("made up by a test");
        }
        var batch = store.batch();
        batch.sample(batch.series(SERIES, "t"), began + number, number);
        batch.commit();
    }

    private void awaitSamples(int wanted) throws InterruptedException {
        assertThat(taken.tryAcquire(wanted, 60, TimeUnit.SECONDS)).isTrue();
    }

    private List<Double> stored() {
        var values = new ArrayList<Double>();
        try (var store =
                TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, InstantSource.system())) {
            var samples = new Samples();
            store.select(0, Long.MAX_VALUE, List.of()).getFirst().read(0, Long.MAX_VALUE, samples);
            for (int i = 0; i < samples.size(); i++) {
                values.add(samples.value(i));
            }
        }
        return values;
    }

    @Test
    void whatWasCountedSinceTheLastSampleIsStoredWhenTheServerStops() throws Exception {
        try (var _ = MetricStore.start(folder, every("1h"), InstantSource.system(), this::sample)) {
            awaitSamples(1);
            count.set(10);
        }

        assertThat(stored()).containsExactly(1.0, 11.0);
    }

    @Test
    void anErrorOfOneSampleIsNotTheEndOfAllOthers() throws Exception {
        try (var _ =
                MetricStore.start(folder, every("100ms"), InstantSource.system(), this::sample)) {
            awaitSamples(5);
        }

        assertThat(stored()).startsWith(1.0, 4.0, 5.0);
    }
}
