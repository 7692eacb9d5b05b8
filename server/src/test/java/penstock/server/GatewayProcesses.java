package penstock.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /// Kills both, and what is only on its way to be one of them: it may not have described itself yet, or a gateway has just put it
    /// in the place of the guardian that it saw end.
    static void end(Path data) {
        var all = living(data);
        while (!all.isEmpty()) {
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
            all = living(data);
        }
    }

    /// With the processes that the guardian has started besides gateways.
    static List<ProcessHandle> living(Path data) {
        var all = new ArrayList<ProcessHandle>();
        guardian(data).ifPresent(all::add);
        gateway(data).ifPresent(all::add);
        ProcessHandle.allProcesses().filter(one -> isOf(data, one.pid())).forEach(all::add);
        for (var one : List.copyOf(all)) {
            one.descendants().forEach(all::add);
        }
        return all.stream().filter(ProcessHandle::isAlive).distinct().toList();
    }

    /// Whether its command is that of a gateway or guardian of the folder; the system tells it only where there is `/proc`.
    private static boolean isOf(Path data, long pid) {
        try {
            var command =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid), "cmdline"),
                            StandardCharsets.ISO_8859_1);
            boolean isGateway =
                    command.contains("penstock.gateway.Main") || command.contains("guardian.sh");
            return isGateway && command.contains(data.toString());
        } catch (IOException _) {
            return false;
        }
    }
}
