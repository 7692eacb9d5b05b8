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
import java.util.List;
import java.util.Optional;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;
import penstock.server.config.HostPort;

/// What gateway and guardian leave in `run/` for others: who they are, the command, the queue of orders.
record GatewayFolder(Path run) {
    private static final String NEXT_GUARDIAN = "guardian.next";

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
                                        .filter(
                                                handle ->
                                                        started(handle)
                                                                .equals(found.textAt("startTime")))
                                        .map(handle -> new Running(handle, found)));
    }

    private static String started(ProcessHandle handle) {
        return handle.info().startInstant().map(at -> Long.toString(at.toEpochMilli())).orElse("");
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
        try {
            return Files.readAllLines(run.resolve("gateway.command"));
        } catch (IOException _) {
            return List.of();
        }
    }

    void command(List<String> line) throws IOException {
        write("gateway.command", line);
    }

    /// Has the guardian try a command beside the gateway. It moves the file away once it knows.
    void propose(List<String> line) throws IOException {
        write("gateway.next", line);
        order("start");
    }

    boolean isProposed() {
        return Files.exists(run.resolve("gateway.next"));
    }

    /// Has the guardian try another in its place. It moves the file away once it knows.
    void proposeGuardian(List<String> line) throws IOException {
        write(NEXT_GUARDIAN, line);
        order("become");
    }

    boolean isGuardianProposed() {
        return Files.exists(run.resolve(NEXT_GUARDIAN));
    }

    boolean hasRefusedGuardian() {
        return Files.exists(run.resolve("guardian.failed"));
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
