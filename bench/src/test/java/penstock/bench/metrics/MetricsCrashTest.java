package penstock.bench.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `./penstock bench metrics-crash` kills more often.
final class MetricsCrashTest {
    @TempDir private Path folder;

    @Test
    void everyAcknowledgedSampleIsThereOnceAfterKillsDuringIngestionAndCompaction()
            throws Exception {
        var out = new StringWriter();
        var line = new CommandLine(new MetricsCrash());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        var json = folder.resolve("result.json");

        int code = line.execute("--kills", "5", "--seed", "20261126", "--json", json.toString());

        assertThat(code).as("%s", out).isZero();
        assertThat(Files.readString(json).replaceAll("\\s", ""))
                .contains("\"faultCount\":0,")
                .containsPattern("\"acknowledged\":[1-9][0-9]{3}")
                .doesNotContain("\"mostBlocks\":0,");
    }
}
