package penstock.metrics.store;

import penstock.metrics.store.bytes.ByteWriter;
import penstock.metrics.store.head.Head;
import penstock.metrics.store.head.SampleBatch;
import penstock.metrics.store.wal.Frames;

/// The records of the log, as they are written.
final class Records {
    static final int WINDOW = 1;
    static final int SERIES = 2;
    static final int SAMPLES = 3;
    static final int EXEMPLARS = 4;
    static final int DELETION = 5;
    static final int BORDER = 6;

    private Records() {}

    static void window(ByteWriter out, long millis) {
        int begin = Frames.begin(out);
        out.signed(millis);
        Frames.end(out, begin, WINDOW);
    }

    static void series(ByteWriter out, Head head, long reference, Symbols symbols) {
        int begin = Frames.begin(out);
        out.unsigned(Head.slot(reference));
        symbols.write(out, head.target(reference));
        var labels = head.labels(reference);
        out.unsigned(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            symbols.write(out, labels.name(i));
            symbols.write(out, labels.value(i));
        }
        Frames.end(out, begin, SERIES);
    }

    static void batch(ByteWriter out, SampleBatch batch) {
        if (batch.size() > 0) {
            int begin = Frames.begin(out);
            batch.write(out);
            Frames.end(out, begin, SAMPLES);
        }
        if (!batch.exemplars().isEmpty()) {
            int begin = Frames.begin(out);
            batch.writeExemplars(out);
            Frames.end(out, begin, EXEMPLARS);
        }
    }

    static void deletion(ByteWriter out, Deletion deletion) {
        int begin = Frames.begin(out);
        out.signed(deletion.from()).signed(deletion.to()).unsigned(deletion.references().length);
        for (long reference : deletion.references()) {
            out.unsigned(Head.slot(reference));
        }
        Frames.end(out, begin, DELETION);
    }

    static void border(ByteWriter out, long time) {
        int begin = Frames.begin(out);
        out.signed(time);
        Frames.end(out, begin, BORDER);
    }
}
