package penstock.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.ProcessStart;
import penstock.server.config.SettingsReader;

/// The thread that sees to it that there is a gateway. This process stands for the guardian, another for the gateway.
final class GatewayWatchTest {
    @TempDir private Path data;

    /// A damaged file of the guardian; an address that is none. Whether a gateway has ended is still seen.
    @Test
    @Timeout(60)
    void aMistakeDoesNotEndTheWatch() throws Exception {
        var ended = new LinkedBlockingQueue<String>();
        Files.createDirectories(data.resolve("run"));
        describe(
                "guardian",
                "guardian",
                ProcessHandle.current().pid(),
                ", \"addresses\": [\"nowhere\"]");
        var flags = List.of("--data", data.toString(), "--gateway-listen", "127.0.0.1:0");
        var settings = SettingsReader.read(Optional.empty(), Map.of(), flags).gateway();

        try (var _ =
                GatewayProcess.start(
                        data, settings, "http://127.0.0.1:9", data.resolve("token"), ended::add)) {
            // Again and again: a look must come while it runs, and another one later.
            var told = Optional.<String>empty();
            for (int i = 0; told.isEmpty(); i++) {
                var gateway = new ProcessBuilder("/bin/sleep", "60").start();
                describe("gateway", "gateway-" + i, gateway.pid(), "");
                told = Optional.ofNullable(ended.poll(500, TimeUnit.MILLISECONDS));
                gateway.destroyForcibly().waitFor();
            }

            assertThat(told.get()).startsWith("gateway-");
        }
    }

    private void describe(String who, String id, long pid, String more) throws IOException {
        Files.writeString(
                data.resolve("run/" + who + ".json"),
                "{\"id\": \"%s\", \"pid\": %d, \"start\": \"%s\", \"port\": 1, \"host\": \"127.0.0.1\"%s}"
                        .formatted(id, pid, ProcessStart.of(pid), more));
    }
}
