package penstock.metrics.store.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.metrics.Fuzz;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.RandomSamples;
import penstock.metrics.store.head.Gathering;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.index.SelectionTest;

final class BlockTest {
    private static final About ABOUT = new About(0, 100, 1, 1, List.of(), 0);

    @TempDir private Path folder;

    @Test
    void findsSeriesByTheirLabelsAndGivesBackTheirSamples() {
        Fuzz.run(
                random -> {
                    var all = new TreeSet<Labels>();
                    for (int i = 0; i < 100; i++) {
                        all.add(SelectionTest.anyLabels(random));
                    }
                    var samples = RandomSamples.any(random, 300);
                    var path = folder.resolve("b.block");
                    try (var writer = new BlockWriter(path, _ -> {})) {
                        for (var labels : all) {
                            Merge.pack(samples, writer);
                            writer.endSeries(labels);
                        }
                        writer.finish(ABOUT);
                    }

                    var block =
                            Block.open(
                                    path,
                                    (_, what) -> {
                                        throw new AssertionError(what);
                                    });

                    assertThat(block.about().samples()).isEqualTo(300L * all.size());
                    for (int i = 0; i < 30; i++) {
                        var matchers = SelectionTest.anyMatchers(random);
                        var selected = block.select(matchers);
                        assertThat(selected.numbers())
                                .as("%s", matchers)
                                .hasSize(
                                        (int)
                                                all.stream()
                                                        .filter(
                                                                labels ->
                                                                        matchers.stream()
                                                                                .allMatch(
                                                                                        one ->
                                                                                                one
                                                                                                        .matches(
                                                                                                                labels)))
                                                        .count());
                    }
                    for (var labels : all) {
                        assertThat(block.labels(block.find(labels))).isEqualTo(labels);
                    }
                    assertThat(block.find(Labels.of("no", "such"))).isEqualTo(-1);
                    var back = new Samples();
                    block.read(
                            random.nextInt(all.size()),
                            new Head.Query(Long.MIN_VALUE, Long.MAX_VALUE, back),
                            new Gathering());
                    RandomSamples.assertSame(back, samples);
                    block.delete();
                    assertThat(block.pin()).isFalse();
                });
    }

    @Test
    void blocksOfThreeTimesTheRangeAreMadeOnceTheirTimeIsOver() {
        var blocks =
                List.of(
                        about(0, 2, 1),
                        about(2, 4, 2),
                        about(4, 6, 3),
                        about(6, 8, 4),
                        about(8, 10, 5));

        assertThat(CompactionPlan.next(blocks, 2, 100))
                .containsExactlyElementsOf(blocks.subList(0, 3));
        assertThat(CompactionPlan.next(blocks.subList(3, 5), 2, 100)).isEmpty();
        assertThat(CompactionPlan.next(blocks, 2, 5)).isEmpty();
    }

    @Test
    void largeBlocksAreMergedAgainAndAMissingOneIsNoReasonToWait() {
        var blocks = List.of(about(0, 6, 1), about(12, 18, 2), about(18, 20, 3));

        assertThat(CompactionPlan.next(blocks, 2, 100))
                .containsExactly(blocks.get(0), blocks.get(1));
    }

    @Test
    void blocksThatOverlapAreMergedFirst() {
        var blocks = List.of(about(0, 2, 1), about(2, 4, 2), about(4, 6, 3), about(5, 7, 4));

        assertThat(CompactionPlan.next(blocks, 2, 100))
                .containsExactly(blocks.get(2), blocks.get(3));
    }

    private static About about(long from, long until, int number) {
        return new About(from, until, number, 1, List.of(), 1);
    }
}
