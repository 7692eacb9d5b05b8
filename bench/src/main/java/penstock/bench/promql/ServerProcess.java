package penstock.bench.promql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import penstock.cli.api.ApiException;

/// A server under measurement: a process of ours that is ended with the benchmark.
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;

    /// The kernel counts processor time in hundredths of a second.
    private static final double TICK = 0.01;

    private final Process process;
    private final Thread cleanUp;

    ServerProcess(List<String> command, Path log) throws IOException {
        process =
                new ProcessBuilder(command)
                        .redirectInput(new java.io.File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        cleanUp = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    /// Something that is so once the server is ready.
    interface Look {
        boolean isReady() throws IOException;
    }

    void await(Look look, Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!look.isReady()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                var said = Files.readString(log, StandardCharsets.UTF_8).strip();
                throw ApiException.away("The server under measurement did not start. " + said);
            }
            penstock.bench.rig.ServiceClient.pause(java.time.Duration.ofMillis(50));
        }
    }

    long pid() {
        return process.pid();
    }

    /// Processor time so far, in seconds, of all threads.
    double processorSeconds() throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK;
    }

    /// Bytes of memory that it has at present.
    long residentBytes() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    /// A port that nobody uses at present.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static URI loopback(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(cleanUp);
    }
}
