package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.SeriesSource;

/// Stores for tests: with small blocks, so that much happens with few samples.
public final class Stores {
    /// When the clock of these stores stands still.
    public static final long NOW = 1_000_000_000L;

    public static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

    public static final StoreSettings SMALL =
            StoreSettings.DEFAULTS
                    .withBlockRange(Duration.ofMillis(1_000))
                    .withOutOfOrder(Duration.ofMillis(300))
                    .withSegmentBytes(16 * 1024);

    private Stores() {}

    public static TimeSeriesStore open(Path folder) {
        return TimeSeriesStore.open(folder, SMALL, CLOCK);
    }

    public static Matcher equal(String name, String value) {
        return Matcher.of(Matcher.Kind.EQUAL, name, value);
    }

    /// Stores one number.
    public static Outcome put(TimeSeriesStore store, Labels labels, long time, double value) {
        var batch = store.batch();
        batch.sample(batch.series(labels, "test"), time, value);
        return batch.commit();
    }

    /// All there is, by series and time.
    public static NavigableMap<Labels, NavigableMap<Long, String>> content(SeriesSource store) {
        return content(store, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
    }

    /// The samples of one series, by time.
    public static NavigableMap<Long, String> samples(SeriesSource store, Labels labels) {
        return content(store).getOrDefault(labels, new TreeMap<>());
    }

    /// What there is, by series and time; also checks that series are sorted, each once, and samples too.
    public static NavigableMap<Labels, NavigableMap<Long, String>> content(
            SeriesSource store, long from, long to, List<Matcher> matchers) {
        var content = new TreeMap<Labels, NavigableMap<Long, String>>();
        for (var series : store.select(from, to, matchers)) {
            if (!content.isEmpty()) {
                assertThat(series.labels()).isGreaterThan(content.lastKey());
            }
            var samples = new Samples();
            series.read(from, to, samples);
            var texts = new TreeMap<Long, String>();
            for (int i = 0; i < samples.size(); i++) {
                if (i > 0) {
                    assertThat(samples.time(i)).isGreaterThan(samples.time(i - 1));
                }
                assertThat(samples.time(i)).isBetween(from, to);
                texts.put(samples.time(i), RandomSamples.text(samples, i));
            }
            content.put(series.labels(), texts);
        }
        content.values().removeIf(NavigableMap::isEmpty);
        return content;
    }

    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException e)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
