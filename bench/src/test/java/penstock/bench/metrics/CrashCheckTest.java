package penstock.bench.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.metrics.CrashSamples.Kind;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.TimeSeriesStore;

final class CrashCheckTest {
    private static final Labels SERIES = CrashSamples.labels(2, 0);

    @TempDir private Path folder;
    private final CrashCheck check = new CrashCheck();

    private void put(Labels labels, long time, double value) {
        try (var store = TimeSeriesStore.open(folder, CrashSamples.SETTINGS, CrashSamples.CLOCK)) {
            var batch = store.batch();
            batch.sample(batch.series(labels, "t"), time, value);
            batch.commit();
        }
    }

    private void look() {
        try (var store = TimeSeriesStore.open(folder, CrashSamples.SETTINGS, CrashSamples.CLOCK)) {
            check.look(store);
        }
    }

    @Test
    void whatWasSentIsNoFaultWhetherItWasAcknowledgedOrNot() {
        long time = Kind.LATE_NUMBER.time(7);
        put(SERIES, time, CrashSamples.number(0, time));
        check.add(new Acknowledged(Kind.LATE_NUMBER, 2, 7, 1));
        check.add(new Acknowledged(Kind.LATE_NUMBER, 2, 8, 0));
        put(SERIES, Kind.IN_ORDER.time(7), CrashSamples.number(0, Kind.IN_ORDER.time(7)));

        look();

        assertThat(check.faults()).isEmpty();
        assertThat(check.found()).isEqualTo(2);
        assertThat(check.acknowledged()).isEqualTo(1);
    }

    @Test
    void whatIsMissingOrWasNeverSentIsAFault() {
        check.add(new Acknowledged(Kind.LATE_NUMBER, 2, 7, 1));
        check.add(new Acknowledged(Kind.IN_ORDER, 2, 7, 2));
        put(SERIES, Kind.IN_ORDER.time(7), 0.5);
        put(SERIES, Kind.IN_ORDER.time(7) + 1, 7);
        put(SERIES.with("job", "other"), Kind.IN_ORDER.time(7), 7);

        look();

        assertThat(check.faults())
                .anyMatch(fault -> fault.contains("lacks step 7 of LATE_NUMBER"))
                .anyMatch(fault -> fault.contains("stored in part"))
                .anyMatch(fault -> fault.contains("is not what was sent"))
                .anyMatch(fault -> fault.contains("was never sent"))
                .anyMatch(fault -> fault.contains("job=\"other\", thread=\"2\"} was never sent"));
    }
}
