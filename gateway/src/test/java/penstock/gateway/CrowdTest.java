package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.Split;

/// More connections than there is room for: a real gateway process with the memory it has in production.
class CrowdTest {

    private static final int IDLE = 10_000;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    /// Ports of one source address that are certainly free to connect from.
    private static final int PER_ADDRESS = 5_000;

    @TempDir Path folder;
    private final List<SocketChannel> idle = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void writeCredential() throws IOException {
        Files.writeString(folder.resolve("credential"), FakeControlPlane.CREDENTIAL + "\n");
    }

    @AfterEach
    void end() throws Exception {
        for (SocketChannel channel : idle) {
            channel.close();
        }
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void tenThousandIdleConnectionsTakeBoundedMemoryAndOthersAreServed() throws Exception {
        // a machine that allows fewer files shows the same with as many as it allows
        int count = Math.min(IDLE, ownDescriptors() - 500);
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Process gateway = start("", control, shop);
            InetSocketAddress address = place(gateway);

            crowd(address, count);

            for (int i = 0; i < 100; i++) {
                try (var client = new RawClient(address)) {
                    assertThat(client.get("/").status()).isEqualTo(200);
                }
            }
            assertThat(residentMegabytes(gateway)).isLessThan(200);
            assertThat(said()).doesNotContain("OutOfMemory");
        }
    }

    @Test
    void withFewFileDescriptorsIdleConnectionsMakeRoomAndOthersAreTurnedAway() throws Exception {
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            InetSocketAddress address = place(start("ulimit -n 300;", control, shop));
            // of the 300, 130 are for clients, and as many and an eighth more are told so
            for (int i = 0; i < 136; i++) {
                idle.add(SocketChannel.open(address));
            }
            String refused = firstAnswer(idle.getLast());

            assertThat(refused)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Connection: close")
                    .contains("too_many_connections");
            Await.until(() -> isServed(address));
            assertThat(said().lines().filter(line -> line.contains("turned away")))
                    .hasSizeBetween(1, 2 * Runtime.getRuntime().availableProcessors());
            assertThat(said()).doesNotContain("Too many open files");
        }
    }

    @Test
    void withoutAnyFileDescriptorConnectionsWaitInTheQueueAndNothingSpins() throws Exception {
        if (!hasPrlimit()) {
            return;
        }
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Process gateway = start("", control, shop);
            InetSocketAddress address = place(gateway);
            try (var known = new RawClient(address)) {
                assertThat(known.get("/").status()).isEqualTo(200);
                limitFiles(gateway, 8);
                try (var waiting = new RawClient(address)) {
                    waiting.request("GET / HTTP/1.1", "Host: a");
                    Await.until(() -> said().contains("cannot be accepted"));
                    // what is still being compiled takes its time too, but not for ever
                    Await.until(() -> isCalm(gateway, known));

                    limitFiles(gateway, 1_000);

                    assertThat(waiting.answer().status()).isEqualTo(200);
                }
            }
            assertThat(said().lines().filter(line -> line.contains("cannot be accepted")))
                    .hasSize(1);
        }
    }

    @Test
    void withoutADescriptorForAnInstanceTheClientIsToldAndTheNextRequestIsServed()
            throws Exception {
        if (!hasPrlimit()) {
            return;
        }
        var goOn = new CountDownLatch(1);
        try (var control = new FakeControlPlane();
                var shop = new RawUpstream(peer -> answerSlowly(peer, goOn));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Process gateway = start("", control, shop);
            InetSocketAddress address = place(gateway);
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(new RawClient(address));
                assertThat(clients.getLast().get("/").status()).isEqualTo(200);
            }
            // whatever a failure and telling of it need is loaded before nothing can be opened any
            // more
            assertThat(clients.getFirst().get("/cut").status()).isEqualTo(502);
            List<Observation> seen = control.observationsOnceRequestsAre(1 + 12 + 1);
            limitFiles(gateway, 8);

            // one connection to the instance is there for each loop; the other requests need
            // another
            List<Future<Integer>> answers = new ArrayList<>();
            clients.forEach(
                    client -> answers.add(threads.submit(() -> client.get("/slow").status())));
            Await.until(() -> answers.stream().filter(Future::isDone).count() >= 8);
            for (Future<Integer> told : answers.stream().filter(Future::isDone).toList()) {
                assertThat(told.get()).isEqualTo(503);
            }
            long toldSo = answers.stream().filter(Future::isDone).count();
            goOn.countDown();
            limitFiles(gateway, 1_000);

            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(200, 503);
            }
            for (RawClient client : clients) {
                assertThat(client.get("/").status()).isEqualTo(200);
                client.close();
            }
            seen.addAll(control.observationsOnceRequestsAre(12 + 12));
            assertThat(seen.stream().mapToLong(one -> one.unserved().shed()).sum())
                    .as("for want of a descriptor")
                    .isGreaterThanOrEqualTo(toldSo);
            assertThat(seen.stream().mapToLong(Observation::failed).sum())
                    .as("the cut one")
                    .isOne();
        }
    }

    /// Whether it serves for a second and leaves the processor alone for most of that.
    private static boolean isCalm(Process gateway, RawClient client) {
        Duration before = gateway.info().totalCpuDuration().orElseThrow();
        for (int i = 0; i < 10; i++) {
            try {
                assertThat(client.get("/").status()).isEqualTo(200);
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        Duration used = gateway.info().totalCpuDuration().orElseThrow().minus(before);
        return used.compareTo(Duration.ofMillis(500)) < 0;
    }

    private static void answerSlowly(RawUpstream.Peer peer, CountDownLatch goOn) throws Exception {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            if (head.startsWith("GET /slow ")) {
                goOn.await();
            }
            if (head.startsWith("GET /cut ")) {
                return;
            }
            peer.ok("hello");
        }
    }

    private static boolean hasPrlimit() {
        if (Files.isExecutable(PRLIMIT)) {
            return true;
        }
        System.err.println("not tested: there is no prlimit here");
        assertThat(System.getenv("CI")).as("CI has prlimit").isNull();
        return false;
    }

    /// Only the soft limit, so that it can be raised again.
    private static void limitFiles(Process process, int most) throws Exception {
        var limiting =
                new ProcessBuilder(
                        PRLIMIT.toString(), "--pid", "" + process.pid(), "--nofile=" + most + ":");
        assertThat(limiting.inheritIO().start().waitFor()).isZero();
    }

    private static String firstAnswer(SocketChannel channel) throws IOException {
        var answer = ByteBuffer.allocate(4_096);
        while (channel.read(answer) >= 0) {
            // to its end
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }

    /// Opens connections that send nothing, or half of them one request before.
    private void crowd(InetSocketAddress address, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open();
            idle.add(channel);
            channel.bind(new InetSocketAddress(source(i), 0));
            channel.connect(address);
            if (i % 2 == 0) {
                ask(channel);
            }
        }
    }

    private static InetAddress source(int i) throws IOException {
        return InetAddress.getByAddress(
                new byte[] {127, 0, 0, (byte) (isLinux() ? 1 + i / PER_ADDRESS : 1)});
    }

    private static boolean isLinux() {
        return Files.exists(Path.of("/proc/self/limits"));
    }

    private static void ask(SocketChannel channel) throws IOException {
        channel.write(
                ByteBuffer.wrap(
                        "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        var answer = ByteBuffer.allocate(4_096);
        if (channel.read(answer) < 0) {
            throw new EOFException("no answer");
        }
        assertThat(new String(answer.array(), 0, 12, StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200");
    }

    private static int ownDescriptors() throws IOException {
        if (!isLinux()) {
            return 2_000;
        }
        var limits = Files.readString(Path.of("/proc/self/limits"));
        var found = Pattern.compile("Max open files +(\\d+)").matcher(limits);
        return found.find() ? Integer.parseInt(found.group(1)) : IDLE + 500;
    }

    private static long residentMegabytes(Process process) throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        var found = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(Files.readString(status));
        return found.find() ? Long.parseLong(found.group(1)) / 1_024 : 0;
    }

    /// @param shell commands before the gateway takes the place of the shell, such as a limit
    private Process start(String shell, FakeControlPlane control, RawUpstream shop)
            throws IOException {
        control.publish(
                new RouteTable(
                        1, List.of(GatewayRig.route(Split.all(GatewayRig.version("v1", shop))))));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", shell + " exec \"$@\"", "sh", java));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx48m",
                        "-XX:MaxDirectMemorySize=32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "penstock.gateway.Main"));
        command.addAll(List.of("--data", folder.toString(), "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--control", control.uri().toString()));
        command.addAll(List.of("--credential", folder.resolve("credential").toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("gateway.log").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("gateway.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InetSocketAddress place(Process process) throws Exception {
        Path file = folder.resolve("run/gateway.json");
        Await.until(() -> Files.exists(file) || !process.isAlive());
        var port = Pattern.compile("\"port\":(\\d+)").matcher(Files.readString(file));
        assertThat(port.find()).isTrue();
        var address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
        Await.until(() -> isServed(address));
        return address;
    }

    private static boolean isServed(InetSocketAddress address) {
        try (var client = new RawClient(address)) {
            return client.get("/").status() == 200;
        } catch (IOException refused) {
            return false;
        }
    }
}
