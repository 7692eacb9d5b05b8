package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.store.head.Refusal;

/// The store beside a map: whatever is appended, late, twice, deleted, compacted and restarted, they have the same samples.
final class StoreModelTest {
    private static final int SERIES = 12;

    @TempDir private Path folder;

    @Test
    void hasTheSamplesOfAMapWhateverHappens() {
        Fuzz.run(
                random -> {
                    var path = Files.createTempDirectory(folder, "store");
                    try (var run = new Run(path, random)) {
                        int steps = 30 + random.nextInt(120);
                        for (int i = 0; i < steps; i++) {
                            run.step();
                        }
                        run.compareAll();
                    }
                    Stores.delete(path);
                });
    }

    private static final class Run implements AutoCloseable {
        private final NavigableMap<Labels, NavigableMap<Long, String>> model = new TreeMap<>();
        private final List<Labels> series = new ArrayList<>();
        private final RandomGenerator random;
        private final Path path;
        private TimeSeriesStore store;
        private long newest = 10_000;

        private Run(Path path, RandomGenerator random) {
            this.path = path;
            this.random = random;
            store = Stores.open(path);
            for (int i = 0; i < SERIES; i++) {
                series.add(
                        Labels.of(
                                Labels.NAME,
                                "m" + i % 3,
                                "i",
                                "" + i,
                                i % 2 == 0 ? "even" : "odd",
                                "x" + i % 4));
            }
        }

        private void step() throws IOException {
            switch (random.nextInt(16)) {
                case 0 -> restart();
                case 1, 2 -> store.maintain();
                case 3 -> delete();
                case 4, 5 -> compareSome();
                case 6, 7, 8 -> late();
                default -> batch();
            }
        }

        private void restart() {
            store.close();
            store = Stores.open(path);
            assertThat(store.conditions()).isEmpty();
        }

        private Labels any() {
            return series.get(random.nextInt(SERIES));
        }

        /// Samples that are newer than all others, so that all of them must be taken.
        private void batch() {
            var batch = store.batch();
            int count = 1 + random.nextInt(60);
            for (int i = 0; i < count; i++) {
                newest += 1 + random.nextInt(random.nextInt(30) == 0 ? 1_500 : 30);
                add(batch, any(), newest);
            }

            var outcome = batch.commit();

            assertThat(outcome.stored()).isEqualTo(count);
            assertThat(outcome.refused()).isEmpty();
        }

        private void add(Batch batch, Labels labels, long time) {
            var samples = new Samples();
            long start = random.nextInt(5) == 0 ? time - 500 : 0;
            long reference = batch.series(labels, "t");
            if (random.nextInt(4) == 0) {
                var histogram = RandomSamples.histogram(random);
                samples.add(time, histogram);
                batch.histogram(reference, time, histogram, start);
            } else {
                double value = value();
                samples.add(time, value);
                batch.sample(reference, time, value, start);
            }
            samples.startedAt(start);
            model.computeIfAbsent(labels, _ -> new TreeMap<>())
                    .put(time, RandomSamples.text(samples, 0));
        }

        private double value() {
            return switch (random.nextInt(4)) {
                case 0 -> random.nextGaussian();
                case 1 -> Samples.STALE;
                default -> random.nextInt(3);
            };
        }

        /// A sample at some time in the past: taken, known, in conflict, or too old.
        private void late() {
            var labels = any();
            long time = newest - random.nextInt(random.nextBoolean() ? 300 : 3_000);
            var known = model.getOrDefault(labels, new TreeMap<>()).get(time);
            double value = value();
            var samples = new Samples();
            samples.add(time, value);
            var text = RandomSamples.text(samples, 0);

            var outcome = Stores.put(store, labels, time, value);

            if (outcome.stored() == 1) {
                assertThat(known).as("%s at %d", labels, time).isNull();
                model.computeIfAbsent(labels, _ -> new TreeMap<>()).put(time, text);
            } else if (outcome.duplicates() == 1) {
                assertThat(known).isEqualTo(text);
            } else if (outcome.refused().containsKey(Refusal.CONFLICT)) {
                assertThat(known).isNotNull().isNotEqualTo(text);
            } else {
                assertThat(outcome.refused()).containsOnlyKeys(Refusal.TOO_OLD);
                assertThat(time).isLessThan(newest - 300);
            }
        }

        private void delete() {
            var matchers = matchers();
            long from = newest - random.nextInt(6_000);
            long to = from + random.nextInt(3_000);

            store.delete(from, to, matchers);

            model.forEach(
                    (labels, samples) -> {
                        if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                            samples.subMap(from, true, to, true).clear();
                        }
                    });
            model.values().removeIf(NavigableMap::isEmpty);
            newest =
                    Math.max(
                            to,
                            model.values().stream()
                                    .mapToLong(NavigableMap::lastKey)
                                    .max()
                                    .orElse(newest));
        }

        private List<Matcher> matchers() {
            var matchers = new ArrayList<Matcher>();
            for (int i = 0; i < random.nextInt(3); i++) {
                matchers.add(
                        switch (random.nextInt(9)) {
                            case 0 -> Stores.equal(Labels.NAME, "m" + random.nextInt(4));
                            case 1 -> Stores.equal("even", "");
                            case 2 -> Matcher.of(Matcher.Kind.NOT_EQUAL, "odd", "");
                            case 3 -> Matcher.of(Matcher.Kind.NOT_EQUAL, "odd", "x1");
                            case 4 -> Matcher.of(Matcher.Kind.REGEX, "i", "1|3|(?:5)|1.");
                            case 5 -> Matcher.of(Matcher.Kind.REGEX, "even", "(x0|x2|nothing)");
                            case 6 -> Matcher.of(Matcher.Kind.NOT_REGEX, "i", "1.*");
                            case 7 -> Matcher.of(Matcher.Kind.REGEX, "odd", "x1|");
                            default -> Matcher.of(Matcher.Kind.REGEX, "i", ".+");
                        });
            }
            return matchers;
        }

        private void compareSome() {
            var matchers = matchers();
            long from = newest - random.nextInt(8_000);
            long to = from + random.nextInt(8_000);
            var expected = new TreeMap<Labels, NavigableMap<Long, String>>();
            model.forEach(
                    (labels, samples) -> {
                        var some = new TreeMap<>(samples.subMap(from, true, to, true));
                        if (!some.isEmpty()
                                && matchers.stream().allMatch(one -> one.matches(labels))) {
                            expected.put(labels, some);
                        }
                    });

            assertThat(Stores.content(store, from, to, matchers))
                    .as("%d to %d of %s", from, to, matchers)
                    .isEqualTo(expected);
        }

        private void compareAll() {
            assertThat(Stores.content(store)).isEqualTo(model);
            restart();
            assertThat(Stores.content(store)).isEqualTo(model);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
