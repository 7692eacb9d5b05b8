package penstock.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.ListeningSocket;

/// Opens the listening sockets and becomes the guardian, a shell script that holds them and keeps a gateway serving them.
/// The command of the gateway is in `run/gateway.command` by then; see `docs/decisions/0007-guardian.md`.
///
/// It also replaces a guardian: the running one then becomes this program, with its sockets, its queue and its children, and this
/// program becomes the next script. Addresses that stay keep their sockets, others are opened or closed.
///
/// @param before what an earlier guardian has to say, empty for the first one
/// @param isTrial whether only to find out if it could
record Guard(
        List<InetSocketAddress> wanted,
        Path run,
        List<ListeningSocket> inherited,
        String before,
        boolean isTrial) {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private static final Path SHELL = Path.of("/bin/sh");
    private static final String SCRIPT = "guardian.sh";
    private static final String NEXT = "guardian.next";

    /// What a script that can be talked to says of itself.
    private static final String PROTOCOL = "guardian 2";

    private static final int TRIAL_SECONDS = 10;

    /// The script can name the descriptors 3 to 8 only; its queue is 9.
    private static final int MAX_SOCKETS = 6;

    private static final int QUEUE = 9;

    Guard {
        wanted = List.copyOf(wanted);
        inherited = List.copyOf(inherited);
    }

    static boolean isSupported() {
        return ListeningSocket.isSupported()
                && Files.isExecutable(SHELL)
                && Files.isDirectory(Path.of("/proc/self/fd"));
    }

    static Guard of(GatewayOptions options, Map<String, String> environment) {
        int count = (int) Inheritance.number(environment, Inheritance.COUNT);
        return new Guard(
                options.listen().stream().map(ListenAddress::address).toList(),
                options.data().resolve("run").toAbsolutePath(),
                IntStream.range(Inheritance.FIRST, Inheritance.FIRST + count)
                        .mapToObj(ListeningSocket::inherited)
                        .toList(),
                environment.getOrDefault("PENSTOCK_GUARDED", ""),
                environment.containsKey("PENSTOCK_TRY"));
    }

    /// Returns after a trial that succeeded, otherwise only by an exception; what was opened until then is closed with the process.
    void become() throws IOException {
        Files.createDirectories(run);
        if (isTrial) {
            attempt(sockets().size());
        } else if (isSuccession()) {
            succeed();
        } else {
            List<ListeningSocket> sockets = sockets();
            describe(sockets);
            replaceBy(sockets);
        }
    }

    private boolean isSuccession() {
        return before.startsWith("become ");
    }

    /// Whatever fails between trial and succession leaves the guardian what it was.
    private void succeed() throws IOException {
        try {
            List<ListeningSocket> sockets = sockets();
            describe(sockets);
            move(NEXT, "guardian.command");
            replaceBy(sockets);
        } catch (IOException failed) {
            LOG.atError()
                    .setCause(failed)
                    .log("the new guardian failed; the one of before goes on");
            if (Files.exists(run.resolve(NEXT))) {
                move(NEXT, "guardian.failed");
            }
            replaceBy(inherited);
        }
    }

    /// Those there are for the addresses that are wanted, and fresh ones for the rest.
    private List<ListeningSocket> sockets() throws IOException {
        if (wanted.size() > MAX_SOCKETS) {
            throw new IOException(
                    wanted.size() + " addresses (expected: at most " + MAX_SOCKETS + ")");
        }
        List<ListeningSocket> there = new ArrayList<>(inherited);
        List<ListeningSocket> sockets = new ArrayList<>();
        for (InetSocketAddress address : wanted) {
            var found =
                    there.stream().filter(socket -> isAt(socket.address(), address)).findFirst();
            found.ifPresent(there::remove);
            sockets.add(found.isPresent() ? found.get() : ListeningSocket.open(address));
        }
        return sockets;
    }

    private static boolean isAt(InetSocketAddress address, InetSocketAddress wanted) {
        return address.getAddress().equals(wanted.getAddress())
                && (wanted.getPort() == 0 || wanted.getPort() == address.getPort());
    }

    private void describe(List<ListeningSocket> sockets) throws IOException {
        write(run.resolve(SCRIPT), text());
        write(run.resolve("guardian.json"), json(sockets).getBytes(StandardCharsets.UTF_8));
    }

    private void replaceBy(List<ListeningSocket> sockets) throws IOException {
        ProcessImage.replace(
                SHELL,
                line(run.resolve(SCRIPT), sockets.size()),
                sockets.stream().map(ListeningSocket::descriptor).toList(),
                isSuccession() ? Set.of(QUEUE) : Set.of());
    }

    private List<String> line(Path script, int count) {
        return List.of("sh", script.toString(), run.toString(), Integer.toString(count));
    }

    /// The shell has to understand the whole of the script, and the script has to answer.
    private void attempt(int count) throws IOException {
        Path script = Files.createTempFile(run, "guardian", ".trial");
        try {
            Files.write(script, text());
            List<String> line = new ArrayList<>(line(script, count));
            line.set(0, SHELL.toString());
            line.add("try");
            expect("", List.of(SHELL.toString(), "-n", script.toString()));
            expect(PROTOCOL, line);
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private static void expect(String wanted, List<String> line) throws IOException {
        Process trial = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                throw new IOException("the guardian's script does not answer");
            }
            byte[] said = trial.getInputStream().readAllBytes();
            String answer = new String(said, StandardCharsets.UTF_8).strip();
            if (!answer.equals(wanted)) {
                throw new IOException(
                        "the guardian's script says: \"%s\" (expected: \"%s\")"
                                .formatted(answer, wanted));
            }
        } catch (InterruptedException stopped) {
            throw new IOException("interrupted", stopped);
        }
    }

    private static byte[] text() throws IOException {
        try (InputStream text = Guard.class.getResourceAsStream(SCRIPT)) {
            if (text == null) {
                throw new IOException("guardian.sh is missing in this build");
            }
            return text.readAllBytes();
        }
    }

    /// The id and start time of this process stay those of the guardian.
    private static String json(List<ListeningSocket> sockets) {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseGet(Instant::now).toEpochMilli();
        InetSocketAddress first = sockets.getFirst().address();
        return "{\"pid\":%d,\"startTime\":%d,\"host\":\"%s\",\"port\":%d,\"addresses\":[%s],\"protocol\":2,\"start\":\"%s\"}\n"
                .formatted(
                        self.pid(),
                        started,
                        first.getAddress().getHostAddress(),
                        first.getPort(),
                        sockets.stream()
                                .map(socket -> '"' + text(socket.address()) + '"')
                                .collect(Collectors.joining(",")),
                        ProcessStart.of(self.pid()));
    }

    /// `127.0.0.1:8080`, or `[0:0:0:0:0:0:0:1]:8080`.
    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void move(String from, String to) throws IOException {
        Files.move(
                run.resolve(from),
                run.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
