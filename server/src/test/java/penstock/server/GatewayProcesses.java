package penstock.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.model.Text;

/// The gateway and the guardian that run from a data directory.
final class GatewayProcesses {
    private GatewayProcesses() {}

    static Optional<ProcessHandle> gateway(Path data) {
        return running(data.resolve("run/gateway.json"));
    }

    static Optional<ProcessHandle> guardian(Path data) {
        return running(data.resolve("run/guardian.json"));
    }

    static int port(Path data) throws IOException {
        var file = data.resolve("run/gateway.json");
        return Integer.parseInt(Text.readJson(Files.readString(file)).textAt("port"));
    }

    private static Optional<ProcessHandle> running(Path file) {
        try {
            var pid = Text.readJson(Files.readString(file)).textAt("pid");
            return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Kills both, the guardian first, as it would start another gateway.
    static void end(Path data) {
        var all = new ArrayList<ProcessHandle>();
        guardian(data)
                .ifPresent(
                        guardian -> {
                            all.add(guardian);
                            all.addAll(guardian.descendants().toList());
                        });
        gateway(data).ifPresent(all::add);
        List.copyOf(all).forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }
}
