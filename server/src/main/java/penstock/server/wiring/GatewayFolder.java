package penstock.server.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import penstock.gateway.ProcessStart;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.server.config.HostPort;

/// What gateway and guardian leave in `run/` for others: who they are, the command, the queue of orders. The rules are written in
/// `guardian.sh`; the command line goes by the same.
record GatewayFolder(Path run) {
    /// Start times that differ by less are the same: they pass through clocks of different grain.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// What the guardian can be asked to replace, and by which order.
    enum Role {
        GATEWAY("gateway", "start"),
        GUARDIAN("guardian", "become");

        private final String file;
        private final String order;

        Role(String file, String order) {
            this.file = file;
            this.order = order;
        }
    }

    /// A process that runs, and how it describes itself.
    record Running(ProcessHandle process, Node description) {
        String id() {
            return description.textAt("id");
        }

        String host() {
            return description.textAt("host");
        }

        int port() {
            return Integer.parseInt(description.textAt("port"));
        }

        /// Of every socket that a guardian holds.
        List<InetSocketAddress> addresses() {
            return description
                    .at("addresses")
                    .map(Node::asList)
                    .orElse(List.of(Node.text(new HostPort(host(), port()).toString())))
                    .stream()
                    .map(text -> HostPort.parse(text.asText().orElse("")))
                    .map(at -> new InetSocketAddress(at.host(), at.port()))
                    .toList();
        }

        /// Whether it is a guardian that can become another.
        boolean isReplaceable() {
            return description.textAt("protocol").equals("2");
        }
    }

    Optional<Running> gateway() {
        return running("gateway.json");
    }

    Optional<Running> guardian() {
        return running("guardian.json");
    }

    /// The process that a file describes, if it is still that process.
    private Optional<Running> running(String file) {
        return described(file)
                .flatMap(
                        found ->
                                ProcessHandle.of(Long.parseLong(found.textAt("pid")))
                                        .filter(ProcessHandle::isAlive)
                                        .filter(handle -> !ProcessStart.isZombie(handle.pid()))
                                        .filter(handle -> isSame(handle, found))
                                        .map(handle -> new Running(handle, found)));
    }

    /// A start time of day is off once the clock was set, so it counts only where there is no better.
    private static boolean isSame(ProcessHandle handle, Node description) {
        var start = description.textAt("start");
        if (!start.isEmpty()) {
            return start.equals(ProcessStart.of(handle.pid()));
        }
        var written = description.textAt("startTime");
        return written.matches("[0-9]{1,18}")
                && handle.info()
                        .startInstant()
                        .map(
                                at ->
                                        Duration.between(
                                                at, Instant.ofEpochMilli(Long.parseLong(written))))
                        .filter(apart -> apart.abs().compareTo(TOLERANCE) < 0)
                        .isPresent();
    }

    /// The port that the last gateway had.
    Optional<Integer> lastPort() {
        return described("gateway.json").map(found -> Integer.parseInt(found.textAt("port")));
    }

    private Optional<Node> described(String file) {
        try {
            return Optional.of(Text.readJson(Files.readString(run.resolve(file))))
                    .filter(found -> found.textAt("pid").matches("[0-9]{1,18}"))
                    .filter(found -> found.textAt("port").matches("[0-9]{1,5}"));
        } catch (IOException | ProblemException _) {
            return Optional.empty();
        }
    }

    /// Fails when files cannot be read at all, as without a file descriptor left.
    void requireReadable() throws IOException {
        try (var files = Files.newDirectoryStream(run)) {
            var _ = files.iterator().hasNext();
        }
    }

    /// The command line that is run; empty if there was none yet.
    List<String> command() {
        return lines("gateway.command");
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(run.resolve(name));
        } catch (IOException _) {
            return List.of();
        }
    }

    void command(List<String> line) throws IOException {
        write("gateway.command", line);
    }

    /// What [#isProposed] says until it is decided.
    void propose(Role role, List<String> line) throws IOException {
        write(role.file + ".next", line);
        order(role.order);
    }

    /// Orders what somebody else has proposed.
    void proposeAgain(Role role) throws IOException {
        order(role.order);
    }

    boolean isProposed(Role role) {
        return Files.exists(run.resolve(role.file + ".next"));
    }

    /// Whether the guardian took a command that it had been asked to try.
    boolean hasTaken(Role role, List<String> line) {
        return !Files.exists(run.resolve(role.file + ".failed"))
                && lines(role.file + ".command").equals(line);
    }

    /// Held by whoever proposes.
    Path handoverLock() {
        return run.resolve("handover.lock");
    }

    void guardianCommand(List<String> line) throws IOException {
        write("guardian.command", line);
    }

    /// The guardian's script; empty if there was none yet.
    byte[] script() {
        try {
            return Files.readAllBytes(run.resolve("guardian.sh"));
        } catch (IOException _) {
            return new byte[0];
        }
    }

    boolean hasQueue() {
        return Files.exists(queue());
    }

    /// Puts an order into the guardian's queue. Opened for reading too, as a pipe that nobody reads would not open otherwise.
    void order(String event) throws IOException {
        try (var open =
                FileChannel.open(queue(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap((event + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private Path queue() {
        return run.resolve("gateway.queue");
    }

    private void write(String name, List<String> line) throws IOException {
        if (line.stream().anyMatch(argument -> argument.contains("\n"))) {
            throw new IOException(
                    "the gateway's command has an argument of several lines: " + line);
        }
        var fresh = run.resolve(name + ".new");
        Files.write(fresh, line);
        Files.move(
                fresh,
                run.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
