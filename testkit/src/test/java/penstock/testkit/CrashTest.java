package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.StoreContract.ref;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.Query;
import penstock.kernel.store.SqliteStore;

/// Kills a process that writes (`SIGKILL`), again and again, and counts what is left.
final class CrashTest {
    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED = 300;

    @TempDir private Path directory = Path.of("");

    @Test
    void everyAcknowledgedWriteSurvivesAKillAndNoneIsHalf() throws Exception {
        var acknowledged = new ArrayList<String>();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(writeUntilKilled("k" + kill));

            try (var store = open()) {
                for (var name : acknowledged) {
                    assertThat(store.find(ref(name + "-left"))).as(name).isPresent();
                }
                assertThat(halfWrites(store)).isEmpty();
                var report = store.verifyAudit();
                assertThat(report.faults()).isEmpty();
                assertThat(report.entries() * 2).isEqualTo(store.revision());
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * (ACKNOWLEDGED - 1));
    }

    private SqliteStore open() {
        return SqliteStore.open(
                directory.resolve("store.db"), directory.resolve("keys"), InstantSource.system());
    }

    private List<String> writeUntilKilled(String prefix) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingWriter.class.getName(),
                                directory.toString(),
                                prefix)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var acknowledged = new ArrayList<String>();
        try (var output = new BufferedReader(process.inputReader())) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged.add(line);
                if (acknowledged.size() == ACKNOWLEDGED) {
                    // through the handle: the process itself would close its output before it is
                    // read to the end
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
        // the very last line may have been cut by the kill
        return acknowledged.subList(0, acknowledged.size() - 1);
    }

    private static List<String> halfWrites(SqliteStore store) {
        var halves = new ArrayList<String>();
        var query = Query.all("Service");
        while (true) {
            var page = store.list(query);
            for (var document : page.documents()) {
                var name = document.ref().name().value();
                var other =
                        name.endsWith("-left")
                                ? name.replace("-left", "-right")
                                : name.replace("-right", "-left");
                if (store.find(ref(other)).isEmpty()) {
                    halves.add(name);
                }
            }
            if (page.next().isEmpty()) {
                return halves;
            }
            query = new Query("Service", Optional.empty(), page.next(), 1_000);
        }
    }
}
