package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.upstream.Records;
import penstock.cli.local.DataDirectory;

class CrashesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static Trace trace(String version, Act.Flaw flaw) {
        return new Trace("rollout", version, "", "failed", flaw, 0, Trace.NEVER, 10);
    }

    private static Records.Log log(String version, long pid) {
        return new Records.Log(version, pid, BEGIN.plusMillis(100), List.of(1L), List.of());
    }

    @Test
    void onlyVersionsThatAreMadeToCrashCrashAndTheirLastRecordSaysWhen(@TempDir Path data) {
        var crashes = new Crashes(new DataDirectory(data), () -> 0);
        var traces = List.of(trace("1", Act.Flaw.NONE), trace("2", Act.Flaw.CRASH_LATER));

        crashes.look();
        var found = crashes.of(traces, List.of(log("1", 11), log("2", 22)), BEGIN);

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().pid()).isEqualTo(22);
        assertThat(found.getFirst().isWithin(0, 89_000_000)).isFalse();
        assertThat(found.getFirst().isWithin(0, 90_000_000)).isTrue();
    }
}
