package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;

/// Files that are cut short or damaged: what is served is true, and what is missing is told.
final class DamagedMetricsTest {
    @TempDir private Path folder;
    private Path original;
    private NavigableMap<Labels, NavigableMap<Long, String>> content;

    @BeforeEach
    void fill() throws IOException {
        original = folder.resolve("original");
        var random = new Random(5);
        try (var store = Stores.open(original)) {
            var batch = store.batch();
            for (int step = 0; step < 400; step++) {
                for (int i = 0; i < 6; i++) {
                    long reference = batch.series(Labels.of(Labels.NAME, "m", "i", "" + i), "t");
                    long time = 100_000 + 10L * step;
                    if (i == 5) {
                        batch.histogram(reference, time, RandomSamples.histogram(random), 0);
                    } else {
                        batch.sample(reference, time, random.nextInt(1_000) / 10.0);
                    }
                }
                batch.commit();
                if (step % 50 == 0) {
                    store.maintain();
                }
            }
            content = Stores.content(store);
        }
    }

    private Path copy() throws IOException {
        var copy = Files.createTempDirectory(folder, "copy");
        try (var files = Files.walk(original)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var place = copy.resolve(original.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place);
                }
            }
        }
        return copy;
    }

    private static List<Path> files(Path store, String... folders) throws IOException {
        var found = new ArrayList<Path>();
        for (var name : folders) {
            try (var files = Files.list(store.resolve(name))) {
                files.sorted().forEach(found::add);
            }
        }
        return found;
    }

    /// How many samples are served; every one of them is one of the original.
    private int assertTrue(Map<Labels, NavigableMap<Long, String>> served) {
        int count = 0;
        for (var series : served.entrySet()) {
            assertThat(content).containsKey(series.getKey());
            assertThat(content.get(series.getKey())).containsAllEntriesOf(series.getValue());
            count += series.getValue().size();
        }
        return count;
    }

    private int total() {
        return content.values().stream().mapToInt(NavigableMap::size).sum();
    }

    @Test
    void aFlippedBitInAnyFileIsToldOrHarmlessAndTheRestIsServed() throws IOException {
        assertThat(files(original, "wal", "blocks")).hasSizeGreaterThan(2);
        Fuzz.run(
                random -> {
                    var copy = copy();
                    var files = files(copy, "wal", "blocks");
                    var victim = files.get(random.nextInt(files.size()));
                    var bytes = Files.readAllBytes(victim);
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    Files.write(victim, bytes);

                    try (var store = Stores.open(copy)) {
                        int served = assertTrue(Stores.content(store));
                        store.maintain();
                        assertTrue(Stores.content(store));
                        if (served < total()) {
                            assertThat(store.conditions()).as("%s", victim).isNotEmpty();
                            assertThat(store.conditions().getFirst().message())
                                    .contains(victim.getFileName().toString());
                        }
                    }
                    try (var again = Stores.open(copy)) {
                        assertTrue(Stores.content(again));
                        assertThat(
                                        Stores.put(again, Labels.of("new", "series"), 200_000, 1)
                                                .stored())
                                .isEqualTo(1);
                    }
                    Stores.delete(copy);
                });
    }

    @Test
    void aLogThatIsDamagedInAnyWayIsReadAsFarAsItIsWhole() {
        Fuzz.run(
                random -> {
                    var copy = copy();
                    var segments = files(copy, "wal");
                    var victim = segments.get(random.nextInt(segments.size()));
                    Files.write(victim, damaged(Files.readAllBytes(victim), random));

                    try (var store = Stores.open(copy)) {
                        assertTrue(Stores.content(store));
                        assertThat(
                                        Stores.put(store, Labels.of("new", "series"), 200_000, 1)
                                                .stored())
                                .isEqualTo(1);
                    }
                    try (var again = Stores.open(copy)) {
                        assertThat(Stores.content(again).remove(Labels.of("new", "series")))
                                .isNotNull();
                        // samples without labels stay in the log until it is dropped
                        assertThat(again.conditions())
                                .allMatch(one -> one.message().contains("labels"));
                    }
                    Stores.delete(copy);
                });
    }

    private static byte[] damaged(byte[] bytes, RandomGenerator random) {
        var out = new ByteArrayOutputStream();
        int from = random.nextInt(bytes.length + 1);
        int length = random.nextInt(Math.min(2_000, bytes.length - from) + 1);
        out.write(bytes, 0, from);
        switch (random.nextInt(4)) {
            case 0 -> {} // left out
            case 1 -> { // twice
                out.write(bytes, from, length);
                out.write(bytes, from, length);
            }
            case 2 -> out.writeBytes(new byte[length]);
            default -> {
                var noise = new byte[length];
                random.nextBytes(noise);
                out.writeBytes(noise);
            }
        }
        out.write(bytes, from + length, bytes.length - from - length);
        return out.toByteArray();
    }

    @Test
    void aLogThatEndsAnywhereHasAllWholeRecordsBeforeItsEndAndTakesMore() {
        Fuzz.run(
                random -> {
                    var copy = copy();
                    var last = files(copy, "wal").getLast();
                    var bytes = Files.readAllBytes(last);
                    int length = random.nextInt(bytes.length);
                    Files.write(last, Arrays.copyOf(bytes, length));

                    int served;
                    try (var store = Stores.open(copy)) {
                        served = assertTrue(Stores.content(store));
                        assertThat(store.conditions())
                                .allMatch(one -> one.reason() == Condition.Reason.TORN_TAIL);
                        Stores.put(store, Labels.of("new", "series"), 200_000, 1);
                    }
                    try (var again = Stores.open(copy)) {
                        assertThat(again.conditions()).isEmpty();
                        var after = Stores.content(again);
                        assertThat(after.remove(Labels.of("new", "series"))).isNotNull();
                        assertThat(assertTrue(after)).isEqualTo(served);
                    }
                    Stores.delete(copy);
                });
    }

    @Test
    void aBlockThatCannotBeReadIsSetAsideAndNamedAndTheRestIsServed() throws IOException {
        var copy = copy();
        var victim = files(copy, "blocks").getFirst();
        Files.write(victim, new byte[100]);

        try (var store = Stores.open(copy)) {
            assertThat(assertTrue(Stores.content(store))).isPositive().isLessThan(total());
            assertThat(store.conditions())
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.reason()).isEqualTo(Condition.Reason.DAMAGED_BLOCK);
                                assertThat(one.message()).contains(victim.toString(), "moved to");
                            });
        }
        assertThat(copy.resolve("damaged").resolve(victim.getFileName())).exists();
        assertThat(victim).doesNotExist();
    }

    @Test
    void damagedTombstonesShowWhatWasDeletedAndSaySo() throws IOException {
        var copy = copy();
        try (var store = Stores.open(copy)) {
            store.delete(100_000, 100_100, List.of());
            assertThat(assertTrue(Stores.content(store))).isLessThan(total());
        }
        for (var file : files(copy, "blocks")) {
            if (file.toString().endsWith(".tombstones")) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }

        try (var store = Stores.open(copy)) {
            assertThat(assertTrue(Stores.content(store))).isEqualTo(total());
            assertThat(store.conditions().getFirst().message()).contains("tombstones");
        }
    }

    @Test
    void anotherVersionIsRefusedAndASecondOpeningToo() throws IOException {
        var copy = copy();
        try (var _ = Stores.open(copy)) {
            assertThatThrownBy(() -> Stores.open(copy))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by another process");
        }
        Files.writeString(copy.resolve("format"), "penstock metrics 2\n");

        assertThatThrownBy(() -> Stores.open(copy))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("penstock metrics 2", "expected: \"penstock metrics 1\"");
    }
}
