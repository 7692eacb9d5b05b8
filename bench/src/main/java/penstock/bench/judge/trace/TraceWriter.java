package penstock.bench.judge.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.stream.Collectors;
import penstock.bench.judge.world.Counted;
import penstock.bench.judge.world.Moment;
import penstock.judge.Histogram;

/// Writes a trace that [TraceReader] reads to the same bits.
public final class TraceWriter {
    private final Writer writer;

    public TraceWriter(Writer writer) throws IOException {
        this.writer = writer;
        writer.write(Columns.HEADER + "\n");
    }

    public void write(Moment moment) {
        write(moment, "stable", moment.stable());
        write(moment, "candidate", moment.candidate());
    }

    private void write(Moment moment, String arm, Counted counted) {
        var scores = counted.scores();
        var fields =
                new Object[] {
                    moment.tick(),
                    arm,
                    moment.weight(),
                    counted.requests(),
                    counted.errors(),
                    counted.clients(),
                    latency(counted.latency()),
                    scores.n(),
                    scores.sum(),
                    scores.squares()
                };
        try {
            writer.write("%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n".formatted(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String latency(Histogram latency) {
        return latency.buckets().entrySet().stream()
                .map(each -> Histogram.upperBound(each.getKey()) + ":" + each.getValue())
                .collect(Collectors.joining(" "));
    }
}
