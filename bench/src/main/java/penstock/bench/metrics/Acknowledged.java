package penstock.bench.metrics;

import java.util.List;
import penstock.bench.metrics.CrashSamples.Kind;

/// A line of the writer: what became of a batch.
///
/// @param there samples that are stored now, all or none; none when others were so far ahead that they were too old
record Acknowledged(Kind kind, int thread, int step, int there) {
    String line() {
        return kind + " " + thread + " " + step + " " + there;
    }

    static Acknowledged of(String line) {
        var words = List.of(line.split(" ", -1));
        if (words.size() != 4) {
            throw new IllegalArgumentException(
                    "line: \"" + line + "\" (expected: kind, thread, step and number)");
        }
        return new Acknowledged(
                Kind.valueOf(words.get(0)),
                Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)),
                Integer.parseInt(words.get(3)));
    }

    boolean isRefused() {
        return there == 0;
    }
}
