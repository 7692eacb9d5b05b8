package penstock.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `run/gateway.json`: which process takes the traffic of a data directory, and where. The last gateway that became ready has
/// written it, so one that finds another there was replaced.
record GatewayFile(Path path) {

    private static final Pattern PROCESS =
            Pattern.compile(
                    "\\{\"pid\":(\\d{1,18}),\"startTime\":(\\d{1,18}),.*?(?:\"start\":\"([^\"]*)\")?}\\R?");

    void write(InetSocketAddress address, String id) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String json =
                "{\"pid\":%d,\"startTime\":%d,\"host\":\"%s\",\"port\":%d,\"id\":\"%s\",\"start\":\"%s\"}\n"
                        .formatted(
                                self.pid(),
                                started(self),
                                address.getAddress().getHostAddress(),
                                address.getPort(),
                                id,
                                ProcessStart.of(self.pid()));
        Path fresh = path.resolveSibling("gateway.json." + self.pid());
        Files.writeString(fresh, json);
        Files.move(
                fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Whether a gateway other than this process took over the traffic, whatever has become of it since.
    boolean namesAnother() {
        return named().filter(found -> !isThisProcess(found)).isPresent();
    }

    /// Whether another gateway takes the traffic now.
    boolean namesAnotherThatRuns() {
        return named().filter(found -> !isThisProcess(found))
                .flatMap(
                        found ->
                                ProcessHandle.of(Long.parseLong(found.group(1)))
                                        .filter(ProcessHandle::isAlive)
                                        .filter(other -> isNamed(other, found)))
                .isPresent();
    }

    /// Where the system tells no other, by the start as a time of day.
    private static boolean isNamed(ProcessHandle other, Matcher found) {
        String start = found.group(3);
        return (start == null || start.isEmpty())
                ? started(other) == Long.parseLong(found.group(2))
                : start.equals(ProcessStart.of(other.pid()));
    }

    private Optional<Matcher> named() {
        try {
            return Optional.of(PROCESS.matcher(Files.readString(path))).filter(Matcher::matches);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static boolean isThisProcess(Matcher found) {
        return Long.parseLong(found.group(1)) == ProcessHandle.current().pid();
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    }
}
