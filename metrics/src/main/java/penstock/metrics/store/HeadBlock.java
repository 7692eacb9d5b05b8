package penstock.metrics.store;

import java.io.IOException;
import java.util.List;
import penstock.metrics.series.Samples;
import penstock.metrics.store.block.BlockWriter;
import penstock.metrics.store.block.Merge;
import penstock.metrics.store.head.Gathering;
import penstock.metrics.store.head.Head;

/// Writes the samples of the head between two borders as a block. Chunks are copied as they are, except where samples came late.
final class HeadBlock {
    private final Head head;
    private final long from;
    private final long last;
    private final Gathering chunks = new Gathering();
    private final Samples samples = new Samples();

    /// @param until the border after the last sample
    HeadBlock(Head head, long from, long until) {
        this.head = head;
        this.from = from;
        last = until - 1;
    }

    void write(BlockWriter writer) throws IOException {
        var series = head.select(List.of());
        for (int i = 0; i < series.size(); i++) {
            long reference = series.reference(i);
            if (head.copy(reference, from, last, chunks)) {
                copy(writer);
            } else {
                samples.clear();
                head.read(reference, head.keptFrom(), new Head.Query(from, last, samples), chunks);
                Merge.pack(samples, writer);
            }
            writer.endSeries(series.labels(i));
        }
    }

    private void copy(BlockWriter writer) throws IOException {
        for (int i = 0; i < chunks.count(); i++) {
            samples.clear();
            chunks.read(i, Long.MIN_VALUE, Long.MAX_VALUE, samples);
            writer.chunk(
                    chunks.bytes(),
                    chunks.place(i),
                    samples.time(0),
                    samples.time(samples.size() - 1));
        }
    }
}
