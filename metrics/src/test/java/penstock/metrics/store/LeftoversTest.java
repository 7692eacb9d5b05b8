package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;

/// What an opening that failed, or a crash at a bad moment, leaves behind.
final class LeftoversTest {
    private static final Labels SERIES = Labels.of(Labels.NAME, "m");

    private static final List<String> FIRST = List.of("00000001.block");

    @TempDir private Path folder;

    /// One sample every 100 ms, with blocks of a second.
    private static void put(TimeSeriesStore store, int from, int until) {
        for (int i = from; i < until; i++) {
            Stores.put(store, SERIES, 1_000 + 100L * i, i);
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (var files = Files.list(folder.resolve("blocks"))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /// What of the store's folder the process has mapped or open.
    private List<String> held() throws IOException {
        var held = new ArrayList<String>();
        if (Files.exists(Path.of("/proc/self/maps"))) {
            for (var line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                if (line.contains(folder.toString())) {
                    held.add(line);
                }
            }
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                for (var file : (Iterable<Path>) open::iterator) {
                    if (Files.isSymbolicLink(file)
                            && Files.readSymbolicLink(file).startsWith(folder)) {
                        held.add(Files.readSymbolicLink(file).toString());
                    }
                }
            }
        }
        return held;
    }

    @Test
    void anOpeningThatFailsHoldsNothing() throws IOException {
        try (var store = Stores.open(folder)) {
            put(store, 0, 50);
            store.maintain();
        }
        assertThat(files(".block")).isNotEmpty();
        var log = Files.createDirectory(folder.resolve("wal/99999999.wal"));
        var block = Files.createDirectory(folder.resolve("blocks/99999999.block"));

        for (var obstacle : List.of(block, log)) {
            assertThatThrownBy(() -> Stores.open(folder))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be opened");
            assertThat(held()).as("held after %s", obstacle).isEmpty();
            Files.delete(obstacle);
        }

        try (var store = Stores.open(folder)) {
            assertThat(Stores.samples(store, SERIES)).hasSize(50);
        }
    }

    @Test
    void tombstonesOfABlockThatIsGoneAreNotThoseOfTheNextOne() throws IOException {
        try (var store = Stores.open(folder)) {
            put(store, 0, 25);
            store.maintain();
            store.delete(0, Long.MAX_VALUE, List.of());
        }
        assertThat(files(".tombstones")).isNotEmpty();
        for (var block : files(".block")) {
            Files.delete(block);
        }

        try (var store = Stores.open(folder)) {
            assertThat(files(".tombstones")).isEmpty();
            put(store, 25, 60);
            store.maintain();
        }

        try (var store = Stores.open(folder)) {
            assertThat(store.size().blocks()).isPositive();
            assertThat(Stores.samples(store, SERIES)).hasSize(35);
        }
    }

    @Test
    void aBlockWhoseDeletionDidNotWorkIsDeletedHoweverOftenItWasReplaced() throws IOException {
        var copies = Files.createDirectory(folder.resolve("copies"));
        try (var store = Stores.open(folder)) {
            for (int i = 0; i < 200; i++) {
                put(store, i, i + 1);
                store.maintain();
                for (var block : files(".block")) {
                    var copy = copies.resolve(block.getFileName().toString());
                    if (FIRST.contains(copy.getFileName().toString()) && !Files.exists(copy)) {
                        Files.copy(block, copy);
                    }
                }
                restore(copies);
            }
        }
        assertThat(files(".block")).extracting(LeftoversTest::name).containsAll(FIRST);

        try (var store = Stores.open(folder)) {
            assertThat(files(".block"))
                    .extracting(LeftoversTest::name)
                    .doesNotContainAnyElementsOf(FIRST);
            assertThat(Stores.samples(store, SERIES)).hasSize(200);
        }
    }

    private void restore(Path copies) throws IOException {
        try (var files = Files.list(copies)) {
            for (var copy : (Iterable<Path>) files::iterator) {
                var place = folder.resolve("blocks").resolve(copy.getFileName());
                if (!Files.exists(place)) {
                    Files.copy(copy, place);
                }
            }
        }
    }
}
