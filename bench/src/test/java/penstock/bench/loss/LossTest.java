package penstock.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.bench.rig.TestBuild;
import picocli.CommandLine;

/// The bounded form of the harness: one round of acts, real processes and real sockets.
class LossTest {
    /// Long enough for 100,000 requests; the round of acts takes longer on a slow machine and is finished all the same.
    private static final Duration TIME = Duration.ofSeconds(115);

    private static final double PER_SECOND = 900;

    @Test
    void nothingIsLostDuplicatedOrMisrouted(@TempDir Path build) throws IOException {
        var told = new StringWriter();
        var plan =
                new LossPlan(
                        TIME,
                        PER_SECOND,
                        20_261_121,
                        Duration.ofSeconds(1),
                        true,
                        Optional.empty(),
                        Optional.empty());

        var report =
                new LossRun(plan, TestBuild.in(build).program(), new PrintWriter(told, true)).run();

        var story = told + String.join("\n", report.lines());
        assertThat(report.examples()).as(story).isEmpty();
        assertThat(report.isKept()).as(story).isTrue();
        assertThat(report.count("requests")).as(story).isGreaterThanOrEqualTo(100_000);
        assertThat(report.count("rollouts")).as(story).isGreaterThanOrEqualTo(20);
        assertThat(report.count("kills")).as(story).isGreaterThanOrEqualTo(10);
        assertThat(report.count("gatewayUpgrades")).as(story).isGreaterThanOrEqualTo(3);
        assertThat(report.outcomes())
                .containsKeys("completed", "failed", "rolled-back", "superseded");
        assertThat(report.kills()).containsKeys("server", "gateway", "instance");
        // Which points are hit is left to chance here; CrashPointsTest kills at each of them.
        assertThat(report.points().count()).as(story).isGreaterThanOrEqualTo(6);
    }

    @Test
    void wrongOptionsAreToldWithoutStartingAnything() {
        assertThat(refused("--minutes", "0")).contains("--minutes: 0.0 (expected: more than 0");
        assertThat(refused("--rate", "0")).contains("--rate: 0.0 (expected: 1 to 20000)");
        assertThat(refused("--late", "soon")).contains("--late: ");
        assertThat(refused("--artefact", "a.jar")).contains("only together with --service");
    }

    private static String refused(String... options) {
        var err = new StringWriter();
        var command = new CommandLine(new Loss()).setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler(
                (e, line, _) -> {
                    line.getErr().println(e.getMessage());
                    return 2;
                });

        assertThat(command.execute(options)).isEqualTo(2);

        return err.toString();
    }
}
