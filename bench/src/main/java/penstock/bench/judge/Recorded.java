package penstock.bench.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import penstock.bench.judge.contender.Contender;
import penstock.bench.judge.trace.TraceWriter;
import penstock.bench.judge.world.Trouble;

/// A simulated rollout, written as a trace.
final class Recorded {
    private Recorded() {}

    static Ending write(Path file, Plan plan, Trouble trouble, Contender judge, long seed)
            throws IOException {
        try (var writer = Files.newBufferedWriter(file)) {
            var trace = new TraceWriter(writer);
            return Rollout.play(plan, trouble, judge, seed, trace::write);
        }
    }
}
