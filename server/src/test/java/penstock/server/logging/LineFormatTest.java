package penstock.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

final class LineFormatTest {
    private static final Instant AT = Instant.parse("2026-11-21T08:00:00.123456Z");

    @TempDir Path folder;

    @AfterEach
    void reset() {
        Log.writeToStandardError();
        Log.showFrom(Level.INFO);
    }

    @Test
    void aLineHasTimeLevelLoggerMessageAndValues() {
        var line =
                LineFormat.format(
                        AT,
                        Level.INFO,
                        "penstock.server.api.HttpListener",
                        "traffic shifted",
                        List.of(
                                new KeyValuePair("rollout", "shop-1"),
                                new KeyValuePair("reason", "two words")),
                        null);

        assertThat(line)
                .isEqualTo(
                        "2026-11-21T08:00:00.123Z INFO  HttpListener traffic shifted"
                                + " rollout=shop-1 reason=\"two words\"\n");
    }

    @Test
    void valuesCannotForgeALine() {
        var line =
                LineFormat.format(
                        AT,
                        Level.WARN,
                        "x",
                        "m",
                        List.of(new KeyValuePair("k", "a\nb\u001b[31m \"q\"")),
                        null);

        assertThat(line.lines()).hasSize(1);
        assertThat(line).contains("k=\"a\\nb\\u001b[31m \\\"q\\\"\"");
    }

    @Test
    void aFailureFollowsIndented() {
        var line =
                LineFormat.format(
                        AT, Level.ERROR, "x", "m", List.of(), new IllegalStateException("why"));

        assertThat(line.lines().skip(1)).allMatch(part -> part.startsWith("\t"));
        assertThat(line).contains("why");
    }

    @Test
    void theFluentApiReachesTheFileWithItsValues() throws IOException {
        var file = folder.resolve("server.log");
        Log.writeTo(file, 1_000_000, 2);
        var logger = LoggerFactory.getLogger("penstock.Test");

        logger.atInfo().addKeyValue("weight", "5%").log("traffic shifted");
        logger.warn("{} of {}", 1, 2);
        logger.debug("hidden");
        LoggerFactory.getLogger("org.eclipse.jetty.Server").info("hidden too");

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("INFO  Test traffic shifted weight=5%"),
                        second -> assertThat(second).endsWith("WARN  Test 1 of 2"));
    }

    @Test
    void theFileIsRotatedAndTheOldestDeleted() throws IOException {
        var file = new RotatingFile(folder.resolve("a.log"), 20, 3);

        for (int i = 1; i <= 5; i++) {
            file.write("line number " + i + "\n");
        }

        assertThat(folder.resolve("a.log")).hasContent("line number 5");
        assertThat(folder.resolve("a.log.1")).hasContent("line number 4");
        assertThat(folder.resolve("a.log.2")).hasContent("line number 3");
        assertThat(folder.resolve("a.log.3")).doesNotExist();
    }
}
