package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.exposition.MetricType;
import penstock.metrics.store.Metadata.Description;

final class MetadataTest {
    private static final Description COUNTER =
            new Description(MetricType.COUNTER, "Requests of clients.", "requests");

    @TempDir private Path folder;

    private static void tell(Metadata metadata, String family) {
        metadata.type(family, COUNTER.type());
        metadata.help(family, COUNTER.help());
        metadata.unit(family, COUNTER.unit());
    }

    @Test
    void theNewestWordCountsAndSurvivesARestart() {
        try (var store = Stores.open(folder)) {
            tell(store.metadata(), "requests_total");
            store.metadata().type("requests_total", MetricType.GAUGE);
            store.metadata().type("requests_total", MetricType.COUNTER);
            store.metadata().help("load", "Load.");
        }

        try (var again = Stores.open(folder)) {
            assertThat(again.metadata().all())
                    .containsExactly(
                            entry("load", new Description(MetricType.UNKNOWN, "Load.", "")),
                            entry("requests_total", COUNTER));
            assertThat(again.metadata().of("nobody_said")).isEmpty();
        }
    }

    @Test
    void isOnDiskAfterMaintenance() throws IOException {
        try (var store = Stores.open(folder)) {
            tell(store.metadata(), "requests_total");
            store.maintain();

            var copy = Files.createDirectories(folder.resolve("copy"));
            Files.copy(folder.resolve("metadata"), copy.resolve("metadata"));
            try (var killed = Stores.open(copy)) {
                assertThat(killed.metadata().of("requests_total")).contains(COUNTER);
            }
        }
    }

    @Test
    void isBoundedAndForgetsWhatWasNotHeardOfForLongest() {
        var metadata = new Metadata();
        tell(metadata, "first");
        tell(metadata, "second");
        for (int i = 0; i < 100_000; i++) {
            tell(metadata, "m" + i);
            tell(metadata, "first");
        }
        metadata.help("long", "x".repeat(1_000_000));
        metadata.help("x".repeat(1_000_000), "a name");

        assertThat(metadata.of("first")).contains(COUNTER);
        assertThat(metadata.of("second")).isEmpty();
        assertThat(metadata.of("long").orElseThrow().help()).hasSize(Metadata.LONGEST);
        assertThat(metadata.all()).hasSizeBetween(10_000, Metadata.ROOM / Metadata.OF_EACH);
    }

    @Test
    void aDamagedFileIsNamedAndWhatIsToldAgainIsKept() throws IOException {
        try (var store = Stores.open(folder)) {
            tell(store.metadata(), "requests_total");
        }
        var file = folder.resolve("metadata");
        var bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, bytes.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            try (var store = Stores.open(folder)) {
                assertThat(store.conditions())
                        .singleElement()
                        .satisfies(
                                one -> {
                                    assertThat(one.reason())
                                            .isEqualTo(Condition.Reason.DAMAGED_METADATA);
                                    assertThat(one.message()).contains(file.toString());
                                });
                tell(store.metadata(), "requests_total");
            }
            try (var again = Stores.open(folder)) {
                assertThat(again.conditions()).isEmpty();
                assertThat(again.metadata().of("requests_total")).contains(COUNTER);
            }
        }
    }
}
