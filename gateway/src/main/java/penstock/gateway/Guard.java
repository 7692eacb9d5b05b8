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
import penstock.gateway.net.ListeningSocket;

/// Opens the listening sockets and becomes the guardian, a shell script that holds them and keeps a gateway serving them.
/// The command of the gateway is in `run/gateway.command` by then; see `docs/decisions/0007-guardian.md`.
final class Guard {

    private static final Path SHELL = Path.of("/bin/sh");

    /// The script can name the descriptors 3 to 8 only.
    private static final int MAX_SOCKETS = 6;

    private Guard() {}

    static boolean isSupported() {
        return ListeningSocket.isSupported()
                && Files.isExecutable(SHELL)
                && Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /// Returns only by an exception; what was opened until then is closed with the process.
    static void become(GatewayOptions options) throws IOException {
        if (options.listen().size() > MAX_SOCKETS) {
            throw new IOException(
                    options.listen().size() + " addresses (expected: at most " + MAX_SOCKETS + ")");
        }
        List<ListeningSocket> sockets = new ArrayList<>();
        for (InetSocketAddress address : options.listen()) {
            sockets.add(ListeningSocket.open(address));
        }
        Path run = options.data().resolve("run").toAbsolutePath();
        Files.createDirectories(run);
        Path script = run.resolve("guardian.sh");
        try (InputStream text = Guard.class.getResourceAsStream("guardian.sh")) {
            if (text == null) {
                throw new IOException("guardian.sh is missing in this build");
            }
            write(script, text.readAllBytes());
        }
        write(run.resolve("guardian.json"), describe(sockets).getBytes(StandardCharsets.UTF_8));
        ProcessImage.replace(
                SHELL,
                List.of("sh", script.toString(), run.toString(), Integer.toString(sockets.size())),
                sockets.stream().map(ListeningSocket::descriptor).toList());
    }

    /// The id and start time of this process stay those of the guardian.
    private static String describe(List<ListeningSocket> sockets) {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseGet(Instant::now).toEpochMilli();
        InetSocketAddress first = sockets.getFirst().address();
        return "{\"pid\":%d,\"startTime\":%d,\"host\":\"%s\",\"port\":%d}\n"
                .formatted(
                        self.pid(), started, first.getAddress().getHostAddress(), first.getPort());
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
