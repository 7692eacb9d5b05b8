package penstock.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import penstock.model.ProblemException;
import penstock.model.Text;

/// A server in a process of its own, to be limited and stopped from outside.
final class SeparateServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final Path said;
    private final Process process;

    /// @param shell commands before the server takes the place of the shell, such as a limit
    SeparateServer(Path data, String shell, String... flags) {
        this.data = data;
        this.said = data.resolveSibling("server.out");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of("/bin/sh", "-c", shell + " exec \"$@\"", "sh", java));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("penstock.server.Main", "--data", data.toString()));
        command.addAll(List.of(flags));
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Without a gateway.
    static SeparateServer alone(Path data, String shell) {
        return new SeparateServer(data, shell, "--listen", "127.0.0.1:0", "--gateway-run", "false");
    }

    SeparateServer awaitReady() {
        until(this::hasSaidWhereItIs);
        return this;
    }

    /// Not what an earlier server left that was killed.
    private boolean hasSaidWhereItIs() {
        try {
            var run = Text.readJson(Files.readString(data.resolve("run/server.json")));
            return run.textAt("pid").equals(Long.toString(process.pid()));
        } catch (IOException | ProblemException _) {
            return false;
        }
    }

    URI url() {
        try {
            var run = Text.readJson(Files.readString(data.resolve("run/server.json")));
            return URI.create(run.textAt("url"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Zero when there is no answer within two seconds.
    int status(String path) {
        try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            var token = Files.readString(data.resolve("keys/admin.token")).strip();
            var request =
                    HttpRequest.newBuilder(url().resolve(path))
                            .timeout(Duration.ofSeconds(2))
                            .header("Authorization", "Bearer " + token)
                            .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            http.shutdownNow();
            return status;
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain; the server said: " + said());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    String said() {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end; it said: " + said());
        }
        return process.exitValue();
    }

    void signal(String name) throws Exception {
        signal(process.pid(), name);
    }

    static void signal(long pid, String name) throws Exception {
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
