package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.store.bytes.ByteReader;
import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.bytes.DamageException;

final class SymbolsTest {
    @TempDir private Path folder;

    @Test
    void eachTextIsReadAsItWasWrittenAlsoBeyondThoseThatHaveNumbers() {
        int texts = Symbols.MOST + 1_000;
        var symbols = new Symbols();
        var out = new ByteWriter();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < texts; i++) {
                symbols.write(out, "text " + i);
            }
            symbols.keep();
        }

        var in = new ByteReader(out.copy());
        var told = new Symbols.Told();
        for (int i = 0; i < 2 * texts; i++) {
            assertThat(told.read(in)).isEqualTo("text " + i % texts);
        }
        assertThat(in.remaining()).isZero();
    }

    @Test
    void whatDidNotReachTheLogIsToldAgainAndWhatWasLostIsNoOtherText() {
        var symbols = new Symbols();
        var lost = new ByteWriter();
        symbols.write(lost, "a");
        symbols.keep();
        var failed = new ByteWriter();
        symbols.write(failed, "b");
        symbols.forget();
        var written = new ByteWriter();
        symbols.write(written, "c");
        symbols.write(written, "b");
        symbols.write(written, "c");
        symbols.write(written, "a");

        var in = new ByteReader(written.copy());
        var told = new Symbols.Told();

        assertThat(told.read(in)).isEqualTo("c");
        assertThat(told.read(in)).isEqualTo("b");
        assertThat(told.read(in)).isEqualTo("c");
        assertThatThrownBy(() -> told.read(in)).isInstanceOf(DamageException.class);
    }

    @Test
    void labelsOfThousandsOfSeriesTakeLittleOfEachSegment() {
        try (var store = TimeSeriesStore.open(folder, StoreSettings.DEFAULTS, Stores.CLOCK)) {
            var batch = store.batch();
            var labels =
                    Labels.of(
                            "cluster", "production-europe-west-1",
                            "namespace", "checkout-and-payments",
                            "pod", "payment-service-7d9f8b6c5d-x2x9z",
                            "container", "payment-service",
                            "image", "registry.example.org/payments/service:2026.11.3",
                            "node", "worker-17.europe-west-1.example.org");
            for (int i = 0; i < 2_000; i++) {
                var named = labels.with(Labels.NAME, "metric_" + i);
                batch.sample(batch.series(named, "t"), 1_000, 1);
            }
            batch.commit();

            assertThat(store.size().logBytes()).isLessThan(2_000 * 80L);
        }
    }
}
