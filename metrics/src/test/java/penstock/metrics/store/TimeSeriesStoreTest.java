package penstock.metrics.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.labels.Labels;
import penstock.metrics.labels.Matcher;
import penstock.metrics.series.Samples;
import penstock.metrics.series.Series;
import penstock.metrics.store.head.Exemplar;
import penstock.metrics.store.head.Refusal;
import penstock.metrics.store.head.SeriesLimits;

final class TimeSeriesStoreTest {
    private static final Labels A = Labels.of(Labels.NAME, "m", "job", "a");
    private static final Labels B = Labels.of(Labels.NAME, "m", "job", "b");
    private static final long ALWAYS = Long.MAX_VALUE;

    @TempDir private Path folder;
    private TimeSeriesStore store;

    @BeforeEach
    void open() {
        store = Stores.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen(StoreSettings settings) {
        store.close();
        store = TimeSeriesStore.open(folder, settings, Stores.CLOCK);
    }

    @Test
    void newSeriesBeyondTheLimitAreRefusedAndThoseThatExistGoOn() {
        reopen(Stores.SMALL.withLimits(new SeriesLimits(2, 100, 10, 10, 10)));
        Stores.put(store, A, 1_000, 1);
        Stores.put(store, B, 1_000, 1);

        var batch = store.batch();
        assertThat(batch.series(A.with("x", "new"), "t")).isEqualTo(Batch.NONE);
        batch.sample(batch.series(A, "t"), 1_001, 2);
        var outcome = batch.commit();

        assertThat(outcome.stored()).isEqualTo(1);
        assertThat(outcome.refused()).containsExactly(entry(Refusal.SERIES_LIMIT, 1));
        assertThat(store.refused()).containsEntry(Refusal.SERIES_LIMIT, 1L);
        assertThat(store.conditions())
                .singleElement()
                .extracting(Condition::message)
                .asString()
                .contains("there are 2 series", "Raise the limit");
    }

    @Test
    void oneTargetCannotTakeTheSeriesOfAnotherAlsoAfterARestart() {
        var settings = Stores.SMALL.withLimits(new SeriesLimits(100, 1, 10, 10, 10));
        reopen(settings);
        Stores.put(store, A, 1_000, 1);
        reopen(settings);

        var batch = store.batch();
        assertThat(batch.series(A.with("x", "new"), "test")).isEqualTo(Batch.NONE);
        assertThat(batch.series(B, "other")).isNotEqualTo(Batch.NONE);

        assertThat(batch.commit().refused()).containsExactly(entry(Refusal.TARGET_LIMIT, 1));
        assertThat(store.conditions().getFirst().message()).contains("\"test\" has 1 series");
    }

    @Test
    void labelsThatAreTooManyOrTooLongAreRefusedWithTheReason() {
        reopen(Stores.SMALL.withLimits(new SeriesLimits(100, 100, 3, 10, 10)));
        var batch = store.batch();

        batch.series(A.with("x", "1").with("y", "2"), "t");
        batch.series(A.with("x", "12345678901"), "t");
        batch.series(A.with("x2345678901", "1"), "t");

        assertThat(batch.commit().refused())
                .containsOnly(
                        entry(Refusal.LABEL_COUNT, 1),
                        entry(Refusal.VALUE_LENGTH, 1),
                        entry(Refusal.NAME_LENGTH, 1));
    }

    @Test
    void aSampleFromTheFutureIsRefusedSoThatAClockThatJumpedDoesNotShutOthersOut() {
        var batch = store.batch();
        long reference = batch.series(A, "t");

        batch.sample(reference, Stores.NOW + Duration.ofMinutes(11).toMillis(), 1);
        batch.sample(reference, Stores.NOW, 1);

        var outcome = batch.commit();
        assertThat(outcome.stored()).isEqualTo(1);
        assertThat(outcome.refused()).containsExactly(entry(Refusal.TOO_FAR_AHEAD, 1));
    }

    @Test
    void withoutAWindowLateSamplesAreRefusedAndWhatWasTakenWithOneStays() {
        Stores.put(store, A, 1_000, 1);
        Stores.put(store, A, 900, 1);
        reopen(Stores.SMALL.withOutOfOrder(Duration.ZERO));

        var outcome = Stores.put(store, A, 950, 1);

        assertThat(outcome.refused()).containsExactly(entry(Refusal.TOO_OLD, 1));
        assertThat(Stores.samples(store, A)).containsOnlyKeys(900L, 1_000L);
    }

    @Test
    void theSameSampleTwiceIsNoMistakeAnotherValueIs() {
        Stores.put(store, A, 1_000, Double.NaN);

        var same = Stores.put(store, A, 1_000, Double.NaN);

        assertThat(same.stored()).isZero();
        assertThat(same.duplicates()).isEqualTo(1);
        assertThat(same.refused()).isEmpty();
        assertThat(Stores.put(store, A, 1_000, 1).refused())
                .containsExactly(entry(Refusal.CONFLICT, 1));
    }

    @Test
    void whichSamplesOfABatchWereRefusedIsTold() {
        Stores.put(store, A, Stores.NOW, 1);
        var batch = store.batch();
        long a = batch.series(A, "t");
        long b = batch.series(B, "t");

        batch.sample(b, Stores.NOW, 1);
        batch.sample(a, Stores.NOW, 2);
        batch.sample(b, Stores.NOW + 1, 1);
        batch.sample(b, Stores.NOW - Duration.ofHours(1).toMillis(), 1);

        assertThat(batch.commit().places())
                .containsExactly(entry(1, Refusal.CONFLICT), entry(3, Refusal.TOO_OLD));
    }

    @Test
    void theTextOfAllLabelsTogetherIsLimited() {
        reopen(Stores.SMALL.withLimits(new SeriesLimits(10, 10, 10, 100, 1_500)));
        var batch = store.batch();
        var large = "x".repeat(1_200);

        assertThat(batch.define(A.with("l", large), "t").refusal()).isNull();
        assertThat(batch.define(A.with("l", large + "y"), "t").refusal())
                .isEqualTo(Refusal.TEXT_LIMIT);
        assertThat(batch.define(B.with("l", large), "t").refusal()).isNull();
        batch.clear();

        for (int i = 1; i < 8; i++) {
            Stores.put(store, B, 1_000 + 1_000L * i, 1);
            store.maintain();
        }
        assertThat(batch.define(A.with("l", large + "y"), "t").refusal()).isNull();
    }

    @Test
    void aSeriesThatIsNotUsedLeavesMemoryAndItsReferenceIsToldToBeInvalid() {
        var batch = store.batch();
        long reference = batch.series(A, "t");
        batch.sample(reference, 1_000, 1);
        batch.commit();
        for (int i = 1; i < 8; i++) {
            Stores.put(store, B, 1_000 + 1_000L * i, 1);
            store.maintain();
        }

        assertThat(batch.sample(reference, 9_000, 1)).isFalse();

        assertThat(store.size().series()).isEqualTo(1);
        Stores.put(store, A, 9_000, 2);
        assertThat(Stores.samples(store, A)).containsOnlyKeys(1_000L, 9_000L);
    }

    @Test
    void aSelectedSeriesIsReadWhereverItsSamplesHaveMovedMeanwhile() {
        for (int i = 0; i < 50; i++) {
            Stores.put(store, A, 1_000 + 100 * i, i);
        }
        var selected = store.select(0, ALWAYS, List.of());
        store.maintain();
        var again = store.select(0, ALWAYS, List.of());
        Stores.put(store, B, 30_000, 0);
        store.maintain();
        store.maintain();

        for (var series : List.of(selected.getFirst(), again.getFirst())) {
            var samples = new Samples();
            series.read(0, ALWAYS, samples);
            assertThat(samples.size()).isEqualTo(50);
        }
    }

    @Test
    void readersMeetEverySampleOnceWhileBlocksAreWrittenAndMerged() throws Exception {
        Stores.put(store, A, 1_000, 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ = store.maintainEvery(Duration.ofMillis(1))) {
            var writing =
                    threads.submit(
                            () -> {
                                for (int i = 1; i < 1_000; i++) {
                                    Stores.put(store, A, 1_000 + 10L * i, i);
                                }
                            });
            var samples = new Samples();
            while (!writing.isDone()) {
                samples.clear();
                store.select(0, ALWAYS, List.of()).getFirst().read(0, ALWAYS, samples);
                for (int i = 0; i < samples.size(); i++) {
                    assertThat(samples.value(i)).isEqualTo(i);
                }
            }
            writing.get();
        }
        assertThat(Stores.samples(store, A)).hasSize(1_000);
        assertThat(store.size().blocks()).isPositive();
    }

    @Test
    void oldBlocksAreDeletedByTimeAndBySize() throws IOException {
        for (int i = 0; i < 200; i++) {
            Stores.put(store, A, 1_000 + 100 * i, i);
        }
        store.maintain();
        assertThat(Stores.samples(store, A)).hasSize(200);

        reopen(Stores.SMALL.withRetention(Duration.ofSeconds(10), Long.MAX_VALUE));
        store.maintain();
        long first = Stores.samples(store, A).firstKey();
        assertThat(first).isBetween(1_100L, 11_000L);

        reopen(Stores.SMALL.withRetention(Duration.ofDays(1), 1));
        store.maintain();
        assertThat(store.size().blocks()).isZero();
        try (var files = Files.list(folder.resolve("blocks"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void exemplarsAreKeptInARingAndSurviveARestart() {
        reopen(Stores.SMALL.withExemplars(3));
        var batch = store.batch();
        long reference = batch.series(A, "t");
        for (int i = 0; i < 5; i++) {
            batch.exemplar(reference, new Exemplar(Labels.of("trace_id", "" + i), i, 1_000 + i));
        }
        batch.exemplar(reference, new Exemplar(Labels.of("trace_id", "4"), 4, 1_004));
        batch.commit();

        reopen(Stores.SMALL.withExemplars(3));

        var found = store.exemplars(0, ALWAYS, List.of(List.of(Stores.equal("job", "a"))));
        assertThat(found).containsOnlyKeys(A);
        assertThat(found.get(A)).extracting(Exemplar::value).containsExactly(2.0, 3.0, 4.0);
        assertThat(store.exemplars(0, ALWAYS, List.of(List.of(Stores.equal("job", "b")))))
                .isEmpty();
    }

    @Test
    void namesAndValuesOfLabelsComeFromHeadAndBlocksAndOnlyFromSeriesThatMatch() {
        Stores.put(store, A, 1_000, 1);
        Stores.put(store, B.with("zone", "z"), 6_000, 1);
        store.maintain();
        Stores.put(store, Labels.of(Labels.NAME, "other", "job", "c"), 6_100, 1);

        assertThat(store.labelNames(0, ALWAYS, List.of()))
                .containsExactly(Labels.NAME, "job", "zone");
        assertThat(store.labelValues("job", 0, ALWAYS, List.of())).containsExactly("a", "b", "c");
        var notA = List.of(Matcher.of(Matcher.Kind.NOT_EQUAL, "job", "a"));
        assertThat(store.labelValues("job", 0, ALWAYS, notA)).containsExactly("b", "c");
        assertThat(store.labelNames(0, 1_500, List.of())).containsExactly(Labels.NAME, "job");
        var m = List.of(Stores.equal(Labels.NAME, "m"));
        assertThat(store.select(0, ALWAYS, m))
                .extracting(Series::labels)
                .containsExactly(A, B.with("zone", "z"));
        var shown = new ArrayList<Labels>();
        store.visit(0, ALWAYS, List.of(), series -> !shown.add(series.labels()));
        assertThat(shown).containsExactly(A);
    }

    @Test
    void cardinalityNamesWhatThereIsMostOf() {
        Stores.put(store, A, 1_000, 1);
        Stores.put(store, B, 1_000, 1);
        Stores.put(store, Labels.of(Labels.NAME, "other", "job", "a"), 1_000, 1);

        var cardinality = store.cardinality(1);

        assertThat(cardinality.series()).isEqualTo(3);
        assertThat(cardinality.labelPairs()).isEqualTo(4);
        assertThat(cardinality.seriesByMetric()).containsExactly(new Cardinality.Count("m", 2));
        assertThat(cardinality.seriesByPair())
                .containsExactly(new Cardinality.Count("__name__=m", 2));
        assertThat(cardinality.bytesByLabel())
                .containsExactly(new Cardinality.Count(Labels.NAME, 7));
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();

        assertThatThrownBy(() -> store.select(0, 1, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> Stores.put(store, A, 1_000, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
