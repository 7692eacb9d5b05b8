package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.server.config.SettingsReader;

/// Server, guardian and gateway as processes that may end at any time. A gateway without routes answers 404, which is enough to
/// see that it serves.
final class GatewayLifeTest {
    @TempDir private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static List<String> flags(Path data, int apiPort) {
        return List.of(
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + apiPort,
                "--gateway-listen",
                "127.0.0.1:0");
    }

    private Server server(int apiPort, String... more) {
        var flags = new ArrayList<>(flags(data(), apiPort));
        flags.addAll(List.of(more));
        return Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags));
    }

    @AfterEach
    void endAll() {
        GatewayProcesses.end(data());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the condition did not come true");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private ProcessHandle awaitGateway() {
        await(() -> GatewayProcesses.gateway(data()).isPresent() && hasTable());
        return GatewayProcesses.gateway(data()).orElseThrow();
    }

    /// Whether it has heard that there is no route, rather than nothing at all, and has stored that for the next.
    private boolean hasTable() {
        try {
            return get().startsWith("HTTP/1.1 404")
                    && Files.exists(data().resolve("run/routes.bin"));
        } catch (IOException notYet) {
            return false;
        }
    }

    private ProcessHandle guardian() {
        return GatewayProcesses.guardian(data()).orElseThrow();
    }

    /// Connects, which must not be refused, sends a request and reads the whole answer.
    private String get() throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), GatewayProcesses.port(data()))) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// A test may be over before the gateway that its server has started says a word.
    @Test
    void whatIsOnlyBeingStartedEndsWithItsTest() {
        try (var _ = server(0)) {
            await(() -> !GatewayProcesses.living(data()).isEmpty());
        }

        GatewayProcesses.end(data());

        assertThat(GatewayProcesses.living(data())).isEmpty();
    }

    @Test
    void aGatewayThatDiesIsReplacedByTheGuardianWhileConnectionsWait() throws Exception {
        try (var _ = server(0)) {
            var before = awaitGateway();
            var guardian = guardian();

            before.destroyForcibly();

            assertThat(get()).startsWith("HTTP/1.1 404");
            assertThat(awaitGateway()).isNotEqualTo(before);
            assertThat(guardian()).isEqualTo(guardian);
        }
    }

    @Test
    void aServerThatTrustsAProxyHasTheGatewayReplacedByOneThatDoes() throws Exception {
        int api = freePort();
        var before = gatewayOfAServer(api);

        try (var _ = server(api, "--gateway-trusted-proxies", "10.0.0.0/8,192.168.1.7")) {
            await(
                    () ->
                            GatewayProcesses.gateway(data())
                                    .filter(now -> !now.equals(before))
                                    .isPresent());
            await(() -> !Files.exists(data().resolve("run/gateway.next")));

            assertThat(Files.readAllLines(data().resolve("run/gateway.command")))
                    .containsSequence("--trusted-proxies", "10.0.0.0/8,192.168.1.7/32");
            assertThat(get()).startsWith("HTTP/1.1 404");
        }
    }

    private ProcessHandle gatewayOfAServer(int api) {
        try (var _ = server(api)) {
            return awaitGateway();
        }
    }

    @Test
    void aServerAtAnotherAddressHasTheGatewayReplacedWithoutARefusal() throws Exception {
        int other = freePort();
        try (var _ = server(0)) {
            awaitGateway();
        }
        var before = awaitGateway();
        var guardian = guardian();
        var failures = new ConcurrentLinkedQueue<String>();
        var isOver = new AtomicBoolean();
        var client = Thread.ofVirtual().start(() -> ask(isOver, failures));

        try (var server = server(other)) {
            await(() -> !GatewayProcesses.gateway(data()).equals(Optional.of(before)));
            await(() -> GatewayProcesses.gateway(data()).isPresent());
            before.onExit().get(30, TimeUnit.SECONDS);
            isOver.set(true);
            client.join();

            assertThat(failures).isEmpty();
            assertThat(guardian()).isEqualTo(guardian);
            assertThat(Files.readAllLines(data().resolve("run/gateway.command")))
                    .contains(server.url());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void anAddressMoreOrLessLeavesTheOthersOpen() throws Exception {
        int other = freePort();
        try (var _ = server(0)) {
            awaitGateway();
        }
        var first = awaitGateway();
        var guardian = guardian();
        var failures = new ConcurrentLinkedQueue<String>();
        var isOver = new AtomicBoolean();
        var client = Thread.ofVirtual().start(() -> ask(isOver, failures));

        try (var _ = serverAlsoAt("[::1]:" + other)) {
            await(() -> isOpen(other));
            first.onExit().get(30, TimeUnit.SECONDS);
        }
        var second = awaitGateway();
        try (var _ = server(0)) {
            second.onExit().get(30, TimeUnit.SECONDS);
            await(() -> !isOpen(other));
            isOver.set(true);
            client.join();
        }

        assertThat(failures).isEmpty();
        assertThat(guardian()).isEqualTo(guardian);
    }

    private Server serverAlsoAt(String address) {
        var flags = new ArrayList<>(flags(data(), 0));
        flags.addAll(List.of("--gateway-also-listen", address));
        return Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags));
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket(InetAddress.ofLiteral("::1"), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private void ask(AtomicBoolean isOver, ConcurrentLinkedQueue<String> failures) {
        while (!isOver.get()) {
            try {
                var answer = get();
                if (!answer.startsWith("HTTP/1.1 404")) {
                    failures.add(answer);
                }
            } catch (IOException lost) {
                failures.add(lost.toString());
            }
        }
    }

    @Test
    void serverAndGatewayKilledTogetherComeBackAndNoConnectionIsRefused() throws Exception {
        var first = serverProcess();
        try {
            var before = awaitGateway();
            var guardian = guardian();

            first.destroyForcibly();
            before.destroyForcibly();

            assertThat(get()).startsWith("HTTP/1.1 404");
            first.waitFor();
            try (var _ = server(0)) {
                var after = awaitGateway();
                assertThat(get()).startsWith("HTTP/1.1 404");
                assertThat(after).isNotEqualTo(before);
                assertThat(awaitGateway()).isEqualTo(after);
                assertThat(guardian()).isEqualTo(guardian);
            }
        } finally {
            first.destroyForcibly();
        }
    }

    private Process serverProcess() throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "penstock.server.Main"));
        command.addAll(flags(data(), 0));
        var log = folder.resolve("server.out").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    }

    @Test
    void everythingKilledAtOnceStartsAgainOnTheSamePort() throws Exception {
        int port;
        try (var _ = server(0)) {
            awaitGateway();
            port = GatewayProcesses.port(data());
        }
        GatewayProcesses.end(data());

        try (var _ = server(0)) {
            awaitGateway();
            assertThat(get()).startsWith("HTTP/1.1 404");
            assertThat(GatewayProcesses.port(data())).isEqualTo(port);
        }
    }
}
