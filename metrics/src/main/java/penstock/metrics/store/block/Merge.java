package penstock.metrics.store.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import penstock.metrics.labels.Labels;
import penstock.metrics.series.Samples;
import penstock.metrics.store.bytes.DamageException;
import penstock.metrics.store.chunk.ChunkBuilder;
import penstock.metrics.store.head.Gathering;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.Runs;

/// Writes the samples of several blocks into one. Chunks are copied as they are where nothing is deleted and blocks do not
/// overlap.
public final class Merge {
    private final List<Block> blocks;
    private final BlockWriter writer;
    private final int[] next;
    private final boolean isDisjoint;

    /// @param blocks by time, pinned
    public Merge(List<Block> blocks, BlockWriter writer) {
        this.blocks = List.copyOf(blocks);
        this.writer = writer;
        next = new int[blocks.size()];
        isDisjoint = isDisjoint(blocks);
    }

    private static boolean isDisjoint(List<Block> blocks) {
        for (int i = 1; i < blocks.size(); i++) {
            if (blocks.get(i).about().from() < blocks.get(i - 1).about().until()) {
                return false;
            }
        }
        return true;
    }

    public void run() throws IOException {
        for (var labels = least(); labels != null; labels = least()) {
            series(labels);
            writer.endSeries(labels);
        }
    }

    private @Nullable Labels least() {
        Labels least = null;
        for (int i = 0; i < next.length; i++) {
            var labels = current(i);
            boolean isLess = labels != null && (least == null || labels.compareTo(least) < 0);
            least = isLess ? labels : least;
        }
        return least;
    }

    /// The labels of the next series of a block; past those that cannot be read.
    private @Nullable Labels current(int i) {
        var block = blocks.get(i);
        while (next[i] < block.series()) {
            try {
                return block.labels(next[i]);
            } catch (DamageException e) {
                block.report(e);
                next[i]++;
            }
        }
        return null;
    }

    private void series(Labels labels) throws IOException {
        var having = new ArrayList<Integer>();
        boolean isUntouched = isDisjoint;
        for (int i = 0; i < next.length; i++) {
            if (Objects.equals(labels, current(i))) {
                having.add(i);
                isUntouched &= blocks.get(i).isUntouched(next[i]);
            }
        }
        if (isUntouched) {
            for (int i : having) {
                blocks.get(i).chunks(next[i], writer::chunk);
            }
        } else {
            unpacked(having);
        }
        for (int i : having) {
            next[i]++;
        }
    }

    private void unpacked(List<Integer> having) throws IOException {
        var runs = new ArrayList<Samples>();
        for (int i : having) {
            var run = new Samples();
            blocks.get(i)
                    .read(
                            next[i],
                            new Head.Query(Long.MIN_VALUE, Long.MAX_VALUE, run),
                            new Gathering());
            runs.add(run);
        }
        var merged = new Samples();
        Runs.merge(runs, merged);
        pack(merged, writer);
    }

    /// Writes samples as chunks of the series that is being written.
    public static void pack(Samples samples, BlockWriter writer) throws IOException {
        var builder =
                new ChunkBuilder(
                        (bytes, place, first, last) -> {
                            try {
                                writer.chunk(bytes, place, first, last);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        try {
            builder.addAll(samples);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
