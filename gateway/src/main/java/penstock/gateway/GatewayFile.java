package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `run/gateway.json`: which process takes the traffic of a data directory, and where. The last gateway that became ready has
/// written it, so one that finds another there was replaced.
record GatewayFile(Path path) {

    private static final Pattern PROCESS =
            Pattern.compile("\\{\"pid\":(\\d{1,18}),\"startTime\":(\\d{1,18}),.*\\R?");

    void write(InetSocketAddress address, String id) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String json =
                "{\"pid\":%d,\"startTime\":%d,\"host\":\"%s\",\"port\":%d,\"id\":\"%s\"}\n"
                        .formatted(
                                self.pid(),
                                started(self),
                                address.getAddress().getHostAddress(),
                                address.getPort(),
                                id);
        Path fresh = path.resolveSibling("gateway.json." + self.pid());
        Files.writeString(fresh, json);
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Whether a gateway other than this process takes the traffic.
    boolean namesAnother() {
        try {
            Matcher found = PROCESS.matcher(Files.readString(path));
            return found.matches()
                    && Long.parseLong(found.group(1)) != ProcessHandle.current().pid()
                    && ProcessHandle.of(Long.parseLong(found.group(1)))
                            .filter(ProcessHandle::isAlive)
                            .filter(other -> started(other) == Long.parseLong(found.group(2)))
                            .isPresent();
        } catch (IOException none) {
            return false;
        }
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    }
}
