package penstock.bench.judge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import java.util.stream.Collectors;

/// Every rollout as a line of CSV, with the number that repeats it.
final class Rows {
    static final String HEADER =
            "scenario,schedule,judge,seed,run,outcome,tick,seconds,requests,failing,stages";

    private final Writer writer;
    private final long seed;
    private final int first;

    Rows(Writer writer, long seed, int first) throws IOException {
        this.writer = writer;
        this.seed = seed;
        this.first = first;
        writer.write(HEADER + "\n");
    }

    void add(Result result) {
        for (var score : result.scores()) {
            var number = first;
            for (var ending : score.endings()) {
                write(result, score, number++, ending);
            }
        }
    }

    private void write(Result result, Score score, int number, Ending ending) {
        var line =
                String.format(
                        Locale.ROOT,
                        "%s,%s,%s,%d,%d,%s,%d,%.2f,%d,%d,%s%n",
                        result.scenario().name(),
                        result.plan().name(),
                        score.judge().name(),
                        seed,
                        number,
                        word(ending.outcome()),
                        ending.tick(),
                        ending.seconds(),
                        ending.requests(),
                        ending.failing(),
                        ending.stages().stream()
                                .map(each -> String.format(Locale.ROOT, "%.2f", each))
                                .collect(Collectors.joining("/")));
        try {
            writer.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String word(Ending.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
