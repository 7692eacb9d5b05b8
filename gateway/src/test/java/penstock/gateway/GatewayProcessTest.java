package penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.gateway.control.RouteFile;
import penstock.gateway.net.ListenAddress;
import penstock.gateway.net.Transport;
import penstock.gateway.proxy.ClientRules;
import penstock.gateway.routes.GatewayReport;
import penstock.gateway.routes.Limits;
import penstock.gateway.routes.Observation;
import penstock.gateway.routes.RouteTable;
import penstock.gateway.routes.RouteTableCodec;
import penstock.gateway.routes.Split;

/// The gateway and its control plane: tables, reports, restarts, signals.
class GatewayProcessTest {

    @TempDir Path folder;
    private final List<Process> spawned = new ArrayList<>();

    /// Also those of a test that failed before it came to their end.
    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : spawned) {
            process.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void writeCredential() throws IOException {
        Files.writeString(folder.resolve("credential"), FakeControlPlane.CREDENTIAL + "\n");
    }

    private Gateway start(URI control) throws IOException {
        return start(control, new Random(1));
    }

    private Gateway start(URI control, Random random) throws IOException {
        return Gateway.start(
                new GatewayOptions(
                        folder,
                        List.of(
                                new ListenAddress(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        false)),
                        control,
                        folder.resolve("credential"),
                        GatewayOptions.GRACE,
                        ClientRules.DEFAULT,
                        Transport.parse(Transport.AUTO),
                        ObservingOptions.NONE),
                new Inheritance(List.of(), Optional.empty(), false),
                random);
    }

    private static RouteTable table(long version, RawUpstream shop) {
        return new RouteTable(
                version,
                List.of(GatewayRig.route(Split.all(GatewayRig.version("v" + version, shop)))));
    }

    @Test
    void aPublishedTableIsServedAndReportedAtOnce() throws Exception {
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Gateway gateway = start(control.uri());
            control.publish(table(5, shop));
            awaitApplied(control, 5);
            control.publish(table(6, shop));
            awaitApplied(control, 6);

            try (var client = new RawClient(gateway.address())) {
                assertThat(client.get("/").header("Penstock-Version")).isEqualTo("v6");
            }
            assertThat(control.sumOnceRequestsAre(1, one -> one.status().successful()))
                    .isEqualTo(1);
            gateway.stop();
        }
    }

    private static GatewayReport awaitApplied(FakeControlPlane control, long version)
            throws InterruptedException {
        while (true) {
            GatewayReport report = control.reports.poll(60, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("table " + version + " was not reported");
            }
            if (report.appliedVersion() == version) {
                return report;
            }
        }
    }

    @Test
    void nothingIsLostOrCountedTwiceWhileTheControlPlaneIsAwayOrForgetsToAcknowledge()
            throws Exception {
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Gateway gateway = start(control.uri());
            control.publish(table(1, shop));
            awaitApplied(control, 1);
            try (var client = new RawClient(gateway.address())) {
                for (int i = 0; i < 600; i++) {
                    control.loseAcknowledgements(i >= 100 && i < 200);
                    control.out(i >= 300 && i < 400);
                    assertThat(client.get("/").status()).isEqualTo(200);
                    if (i % 100 == 50) {
                        control.awaitCall();
                    }
                }
            }
            gateway.stop();

            assertThat(control.sumOnceRequestsAre(600, Observation::requests)).isEqualTo(600);
            assertThat(control.reports)
                    .allSatisfy(report -> assertThat(report.observations()).isEmpty());
        }
    }

    @Test
    void aCredentialThatNoRequestCouldCarryForAWhileEndsNeitherReportsNorPolls() throws Exception {
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Gateway gateway = start(control.uri());
            control.publish(table(1, shop));
            awaitApplied(control, 1);

            Files.writeString(folder.resolve("credential"), "half\u0000written");
            Await.until(() -> isSilent(control));
            control.publish(table(2, shop));
            writeCredential();

            awaitApplied(control, 2);
            try (var client = new RawClient(gateway.address())) {
                assertThat(client.get("/").header("Penstock-Version")).isEqualTo("v2");
            }
            assertThat(control.sumOnceRequestsAre(1, Observation::requests)).isEqualTo(1);
            gateway.stop();
        }
    }

    /// For longer than the gateway leaves between reports.
    private static boolean isSilent(FakeControlPlane control) {
        control.reports.clear();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        return control.reports.isEmpty();
    }

    @Test
    void aRestartedGatewayServesTheStoredTableUntilTheControlPlaneIsBack() throws Exception {
        try (var shop = RawUpstream.answering(200, "hello");
                var control = new FakeControlPlane()) {
            control.publish(table(3, shop));
            Gateway first = start(control.uri());
            awaitApplied(control, 3);
            Await.until(() -> Files.exists(folder.resolve("run/routes.bin")));
            first.stop();

            // one that is away keeps its port, which another program could have by then
            control.out(true);
            control.publish(table(4, shop));
            Gateway second = start(control.uri(), new Random(2));
            try (var client = new RawClient(second.address())) {
                assertThat(client.get("/").header("Penstock-Version")).isEqualTo("v3");
            }
            control.out(false);
            awaitApplied(control, 4);
            second.stop();
        }
    }

    @Test
    void aDamagedFileIsRefusedAndTheGatewaySaysThatItKnowsNoRoutesYet() throws Exception {
        byte[] whole;
        try (var shop = RawUpstream.answering(200, "hello")) {
            whole = RouteTableCodec.encode(table(1, shop));
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, whole.length / 2, whole.length, (byte) 0);
            byte[] garbage = new byte[whole.length];
            new Random(1).nextBytes(garbage);
            byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
            for (byte[] damaged : List.of(truncated, zeroed, garbage, new byte[0])) {
                Files.createDirectories(folder.resolve("run"));
                Files.write(folder.resolve("run/routes.bin"), damaged);
                try (var control = new FakeControlPlane()) {
                    Gateway gateway = start(control.uri());
                    try (var client = new RawClient(gateway.address())) {
                        assertThat(client.get("/").body()).contains("no_routes_yet");
                        control.publish(table(1, shop));
                        awaitApplied(control, 1);
                        assertThat(client.get("/").status()).isEqualTo(200);
                        Await.until(() -> isStored(1));
                    }
                    gateway.stop();
                }
            }
        }
    }

    private boolean isStored(long version) {
        return new RouteFile(folder.resolve("run/routes.bin"))
                .read()
                .filter(table -> table.version() == version)
                .isPresent();
    }

    @Test
    void withoutRoomForItsFilesTheGatewayServesAndWritesThemOnceThereIsRoom() throws Exception {
        var fresh = "." + ProcessHandle.current().pid();
        Files.createDirectories(folder.resolve("run/routes.bin" + fresh + "/obstacle"));
        Files.createDirectories(folder.resolve("run/gateway.json" + fresh + "/obstacle"));
        try (var control = new FakeControlPlane();
                var shop = RawUpstream.answering(200, "hello")) {
            Gateway gateway = start(control.uri());
            control.publish(table(1, shop));
            awaitApplied(control, 1);
            try (var client = new RawClient(gateway.address())) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
            assertThat(folder.resolve("run/gateway.json")).doesNotExist();

            for (String name : List.of("routes.bin", "gateway.json")) {
                Files.delete(folder.resolve("run").resolve(name + fresh).resolve("obstacle"));
                Files.delete(folder.resolve("run").resolve(name + fresh));
            }

            Await.until(() -> Files.exists(folder.resolve("run/gateway.json")));
            Await.until(() -> isStored(1));
            gateway.stop();
        }
    }

    @Test
    void onSigtermRequestsInFlightAreAnsweredAndCountedAndTheProcessEndsWithZero()
            throws Exception {
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var control = new FakeControlPlane();
                var shop =
                        new RawUpstream(
                                peer -> {
                                    peer.head();
                                    arrived.countDown();
                                    goOn.await();
                                    peer.ok("whole");
                                })) {
            control.publish(
                    new RouteTable(
                            1,
                            List.of(
                                    GatewayRig.route(
                                            Split.all(GatewayRig.version("v1", shop)),
                                            Limits.DEFAULT))));
            Process process = spawn("127.0.0.1:0", control);
            InetSocketAddress address = place(process);
            awaitApplied(control, 1);
            try (var client = new RawClient(address)) {
                client.request("GET / HTTP/1.1", "Host: a");
                assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
                process.destroy();
                Await.until(() -> isRefused(address));
                goOn.countDown();

                var answer = client.answer();
                assertThat(answer.body()).isEqualTo("whole");
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(client.rest()).isEmpty();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(control.sumOnceRequestsAre(1, Observation::requests)).isEqualTo(1);
        }
    }

    @Test
    void aTakenPortIsToldInOneLineWithTheRemedy() throws Exception {
        try (var control = new FakeControlPlane();
                var taken = RawUpstream.answering(200, "mine")) {
            Process process = spawn("127.0.0.1:" + taken.port(), control);

            String said =
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said.lines().filter(line -> !line.startsWith("SLF4J")))
                    .containsExactly(
                            "gateway cannot listen on 127.0.0.1:"
                                    + taken.port()
                                    + ": the port is taken; stop the other program or choose another --listen");
        }
    }

    @Test
    void wrongOptionsAreAllNamed() {
        assertThat(mistakes("--listen", "127.0.0.1:0", "--lisen", "x"))
                .startsWith(
                        "unknown option \"--lisen\"; --control is missing; --credential is missing; --data is missing\nusage: ");
        assertThat(mistakesBesideGoodOptions("--listen", "8080"))
                .isEqualTo("--listen: \"8080\" (expected: HOST:PORT, for example 127.0.0.1:8080)");
    }

    @Test
    void everyMistakeOfTheTrustedProxiesIsNamed() {
        assertThat(
                        mistakesBesideGoodOptions(
                                "--listen",
                                "127.0.0.1:0",
                                "--trusted-proxies",
                                "10.0.0.0/8,10.0.0.0/40,here"))
                .isEqualTo(
                        "--trusted-proxies: \"10.0.0.0/40\" (expected: a length from 0 to 32 after the slash);"
                                + " \"here\" (expected: an address such as 10.1.2.3 or fd00::1, or a range such as"
                                + " 10.0.0.0/8 or fd00::/8)");
    }

    private static String mistakesBesideGoodOptions(String... more) {
        var good = List.of("--data", "d", "--credential", "c", "--control", "http://a");
        return mistakes(Stream.concat(good.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static String mistakes(String... arguments) {
        try {
            return GatewayOptions.parse(arguments).toString();
        } catch (IllegalArgumentException wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }

    private Process spawn(String listen, FakeControlPlane control) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString()));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx48m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "penstock.gateway.Main"));
        command.addAll(
                List.of(
                        "--data",
                        folder.toString(),
                        "--listen",
                        listen,
                        "--control",
                        control.uri().toString()));
        command.addAll(List.of("--credential", folder.resolve("credential").toString()));
        Process process = new ProcessBuilder(command).start();
        spawned.add(process);
        return process;
    }

    /// Where the process says it listens.
    private InetSocketAddress place(Process process) throws IOException {
        Path file = folder.resolve("run/gateway.json");
        Await.until(() -> Files.exists(file) || !process.isAlive());
        Matcher json =
                Pattern.compile(
                                "\\{\"pid\":(\\d+),\"startTime\":(\\d+),\"host\":\"([^\"]+)\",\"port\":(\\d+),\"id\":\"\\w+\",\"start\":\"[0-9a-f-]+:(\\d+)\"}\n")
                        .matcher(Files.readString(file));
        assertThat(json.matches()).isTrue();
        assertThat(Long.parseLong(json.group(1))).isEqualTo(process.pid());
        assertThat(Long.parseLong(json.group(2)))
                .isEqualTo(process.info().startInstant().orElseThrow().toEpochMilli());
        return new InetSocketAddress(json.group(3), Integer.parseInt(json.group(4)));
    }

    private static boolean isRefused(InetSocketAddress address) {
        try (var probe = new Socket()) {
            probe.connect(address);
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
