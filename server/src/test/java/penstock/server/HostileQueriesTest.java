package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked in malice or by mistake has an answer or a clear refusal, in the memory that the server has: also the worst that is
/// allowed, as often at once as is allowed.
class HostileQueriesTest {
    @Test
    void everyHostileQueryIsAnsweredOrRefusedWithinTheMemoryOfTheServer(@TempDir Path folder)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the server is started.
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xms16m",
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.addAll(List.of("penstock.server.QueriesUnderPressure", folder.toString()));

        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (var said = process.getInputStream()) {
            output = new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertOutcomes(output);
    }

    private static void assertOutcomes(String output) {
        var outcomes = new HashMap<String, String>();
        output.lines()
                .map(line -> line.split("\t", -1))
                .forEach(parts -> outcomes.put(parts[0], parts.length > 1 ? parts[1] : ""));
        var soft = new SoftAssertions();
        for (var hostile : HostileQuery.ALL) {
            String outcome = outcomes.getOrDefault(hostile.name(), "");
            if (hostile.answer().isEmpty()) {
                soft.assertThat(outcome).as(hostile.name()).isEqualTo("[SUCCESS]");
            } else {
                soft.assertThat(outcome)
                        .as(hostile.name())
                        .contains(hostile.answer())
                        .doesNotContain("SUCCESS");
            }
        }
        soft.assertAll();
    }
}
