package penstock.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.cli.api.ApiException;

/// What the command line asks of the guardian. The guardian is played by the test, at the other end of the same named pipe; this
/// process stands for gateway and guardian.
class UpgradeTest {
    private static final List<String> BEFORE =
            List.of(
                    "/jdk/bin/java",
                    "-Xmx48m",
                    "-XX:AOTCache=/builds/b1/gateway.aot",
                    "-cp",
                    "/builds/b1/lib/gateway.jar",
                    "Main");

    private final Path run;
    private final DataDirectory data;
    private final Upgrade upgrade;

    UpgradeTest(@TempDir Path folder) throws IOException {
        run = Files.createDirectories(folder.resolve("data/run"));
        var build = Files.createDirectories(folder.resolve("b2"));
        Files.writeString(build.resolve("gateway.classpath"), "gateway.jar\nnetty.jar\n");
        data = new DataDirectory(folder.resolve("data"));
        upgrade = new Upgrade(data, new Program(folder, build, Path.of("/jdk/bin/java")));
    }

    private void runs(String file) throws IOException {
        var self = ProcessHandle.current();
        Files.writeString(
                run.resolve(file),
                "{\"pid\": %d, \"startTime\": %d, \"host\": \"127.0.0.1\", \"port\": 1}"
                        .formatted(
                                self.pid(),
                                self.info().startInstant().orElseThrow().toEpochMilli()));
    }

    /// Reads one order, then has the command that is proposed become what the outcome says.
    private Thread guardian(String outcome) throws Exception {
        runs("gateway.json");
        runs("guardian.json");
        Files.write(run.resolve("gateway.command"), BEFORE);
        var queue = run.resolve("gateway.queue");
        assertThat(new ProcessBuilder("mkfifo", queue.toString()).start().waitFor()).isZero();
        var orders = FileChannel.open(queue, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return Thread.ofPlatform().start(() -> serve(orders, outcome));
    }

    /// The queue is open already, as a pipe that nobody has open loses what is written.
    private void serve(FileChannel orders, String outcome) {
        try (orders) {
            var order = ByteBuffer.allocate("start\n".length());
            while (order.hasRemaining()) {
                orders.read(order);
            }
            assertThat(new String(order.array(), StandardCharsets.US_ASCII)).isEqualTo("start\n");
            Files.move(
                    run.resolve("gateway.next"),
                    run.resolve(outcome),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSuccessorHasTheSameCommandFromThisBuild() throws Exception {
        var guardian = guardian("gateway.command");

        var replaced = upgrade.gateway();
        guardian.join();

        var lib = run.resolve("../../b2/lib").normalize();
        assertThat(Files.readAllLines(run.resolve("gateway.command")))
                .containsExactly(
                        "/jdk/bin/java",
                        "-Xmx48m",
                        "-cp",
                        lib.resolve("gateway.jar") + ":" + lib.resolve("netty.jar"),
                        "Main");
        assertThat(replaced.toString()).contains("build b1 → b2");
    }

    @Test
    void aSuccessorThatDoesNotComeUpIsTold() throws Exception {
        var guardian = guardian("gateway.failed");

        assertThatThrownBy(upgrade::gateway)
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("did not come up; the one of before goes on")
                .hasMessageContaining("gateway.log");
        guardian.join();
        assertThat(Files.readAllLines(run.resolve("gateway.command"))).isEqualTo(BEFORE);
    }

    /// Each of the two takes nearly as long as one decision may.
    @Test
    void theServerHasTimeForTheGuardianAndThenAsMuchForTheGateway() throws IOException {
        Files.write(run.resolve("gateway.command"), BEFORE);
        var seconds = new AtomicLong();
        var patience =
                new Patience(
                        Duration.ofSeconds(40),
                        () -> TimeUnit.SECONDS.toNanos(seconds.get()),
                        () -> serverAt(seconds.incrementAndGet()));

        boolean isReplaced =
                new Guardian(data, patience)
                        .isReplacedByServer(command -> command.contains("/builds/b2"));

        assertThat(isReplaced).isTrue();
        assertThat(seconds.get()).isEqualTo(70);
    }

    private void serverAt(long second) {
        try {
            if (second == 35) {
                Files.write(run.resolve("gateway.next"), List.of("-cp", "/builds/b2"));
            } else if (second == 70) {
                Files.move(
                        run.resolve("gateway.next"),
                        run.resolve("gateway.command"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aServerThatDoesNothingIsNotWaitedForEndlessly() throws IOException {
        Files.write(run.resolve("gateway.command"), BEFORE);
        var seconds = new AtomicLong();
        var patience =
                new Patience(
                        Duration.ofSeconds(40),
                        () -> TimeUnit.SECONDS.toNanos(seconds.get()),
                        seconds::incrementAndGet);

        assertThat(new Guardian(data, patience).isReplacedByServer(_ -> false)).isFalse();
        assertThat(seconds.get()).isEqualTo(80);
    }

    @Test
    void whereNothingRunsTheRemedyIsNamed() {
        assertThatThrownBy(upgrade::gateway)
                .hasMessageContaining("No gateway runs from")
                .hasMessageContaining("penstock up");
        assertThatThrownBy(upgrade::all).hasMessageContaining("No server runs from");
    }

    @Test
    void aGatewayWithoutGuardianCannotBeReplaced() throws IOException {
        runs("gateway.json");
        Files.write(run.resolve("gateway.command"), BEFORE);

        assertThatThrownBy(upgrade::gateway).hasMessageContaining("without a guardian");
    }
}
