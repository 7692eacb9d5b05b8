package penstock.bench.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import penstock.cli.api.ApiException;

/// A server under measurement: a process of ours that is ended with the benchmark.
public final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;

    /// The kernel counts processor time in hundredths of a second.
    private static final double TICK = 0.01;

    private final Process process;
    private final Path log;
    private final Thread cleanUp;

    public ServerProcess(List<String> command, Path log) throws IOException {
        this(command, Map.of(), log);
    }

    /// @param environment beside that of this program
    /// @param log gets what it prints
    public ServerProcess(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        this.log = log;
        process =
                builder.redirectInput(new java.io.File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        cleanUp = new Thread(this::kill);
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// Something that is so once the server is ready.
    public interface Look {
        boolean isReady() throws IOException;
    }

    public void await(Look look) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!look.isReady()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                close();
                var said = Files.readString(log, StandardCharsets.UTF_8).strip();
                throw ApiException.away("The server under measurement did not start. " + said);
            }
            ServiceClient.pause(Duration.ofMillis(50));
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Processor time in seconds.
    ///
    /// @param user in the program itself
    /// @param system in the kernel for it
    public record Times(double user, double system) {
        private static final Times NONE = new Times(0, 0);

        public double all() {
            return user + system;
        }

        public Times minus(Times before) {
            return new Times(user - before.user, system - before.system);
        }

        private Times plus(Times other) {
            return new Times(user + other.user, system + other.system);
        }
    }

    /// So far, of all threads of the process and of those it has started.
    public Times times() throws IOException {
        var sum = Times.NONE;
        for (long pid : pids()) {
            sum = sum.plus(times(pid));
        }
        return sum;
    }

    /// Processor time so far, in seconds, in the program and in the kernel for it.
    public double processorSeconds() throws IOException {
        return times().all();
    }

    private long[] pids() {
        return LongStream.concat(
                        LongStream.of(pid()), process.descendants().mapToLong(ProcessHandle::pid))
                .toArray();
    }

    /// The same of any process; none when it has ended.
    public static Times times(long pid) throws IOException {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Times(Long.parseLong(fields[11]) * TICK, Long.parseLong(fields[12]) * TICK);
        } catch (NoSuchFileException ended) {
            return Times.NONE;
        }
    }

    /// Bytes of memory that it has at present.
    public long residentBytes() throws IOException {
        return kibibytes(Path.of("/proc", Long.toString(pid()), "status"), "VmRSS:") << 10;
    }

    /// Bytes of memory of the process and of those it has started, what several share divided among them.
    public long proportionalBytes() throws IOException {
        long sum = 0;
        for (long pid : pids()) {
            sum += kibibytes(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:") << 10;
        }
        return sum;
    }

    private static long kibibytes(Path file, String name) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    /// A port that nobody uses at present.
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public static URI loopback(int port) {
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
