package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.testkit.SmallDisk;

/// A whole installation when what is around it fails: the disk, the file descriptors, the scheduler, an instance.
final class SurroundingsTest {
    /// Answers with its version on the port in PORT; does not answer users at all when HANG says so.
    private static final String PROGRAM =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            import java.util.concurrent.Executors;

            void main() throws Exception {
                var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 100);
                server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
                server.createContext("/", exchange -> {
                    if (System.getenv("HANG") != null && !exchange.getRequestURI().getPath().equals("/ready")) {
                        java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L);
                    }
                    var body = ("version " + System.getenv("PENSTOCK_VERSION")).getBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
                server.start();
            }
            """;

    private static final String SERVICES = "/api/v1/environments/production/services/";

    @TempDir private Path folder;

    private static String service(int instances, String steps) {
        return """
        apiVersion: penstock/v1
        kind: Service
        metadata: { name: shop }
        spec:
          run:
            process: { command: [java, -Xshare:auto, -XX:TieredStopAtLevel=1, --source, "25", "{artefact}"] }
            instances: %d
            ready: { http: /ready, every: 100ms, timeout: 300ms, failures: 2, within: 60s }
            stop: { grace: 2s, drain: 5s }
          route: { hosts: [shop.localhost], stickBy: ["header:X-User"], timeout: 400ms }
          rollout: { steps: %s, keepWarm: 10m }
        """
                .formatted(instances, steps);
    }

    private static Installation.Answer release(
            Installation installation, String version, String env) {
        var artefact = installation.upload(PROGRAM);
        return installation.release(
                "shop",
                "{\"version\": \"%s\", \"artefact\": {\"digest\": \"%s\", \"name\": \"Shop.java\"}, \"env\": {%s}}"
                        .formatted(version, artefact.textAt("digest"), env));
    }

    private static void deploy(Installation installation, int instances, String steps) {
        assertThat(installation.apply("shop", service(instances, steps)).status()).isEqualTo(201);
        assertThat(release(installation, "1.0.0", "").status()).isEqualTo(200);
        installation.awaitPhase("shop-1", "completed");
        until(() -> readiness(installation).equals(instances + "/" + instances));
    }

    private static String readiness(Installation installation) {
        return installation.call("GET", SERVICES + "shop", "").body().textAt("status", "ready");
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void assertServed(Installation installation, int requests) {
        for (int user = 0; user < requests; user++) {
            assertThat(installation.get("shop.localhost", "/", "user" + user))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void onAFullDiskChangesAreRefusedTrafficGoesOnAndTheRolloutEndsOnceThereIsRoom()
            throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 24);
        if (mounted.isEmpty()) {
            return;
        }
        try (var disk = mounted.get();
                var installation = new Installation(data)) {
            deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            release(installation, "1.1.0", "");
            installation.awaitPhase("shop-2", "paused");

            disk.fill();
            until(() -> changeLabel(installation).status() == 503);
            var refused = changeLabel(installation);
            assertThat(refused.body().textAt("code")).isEqualTo("unavailable");
            assertThat(refused.detail()).contains("disk is full", "Free some space", "no restart");
            var upload =
                    installation.call("PUT", "/api/v1/artefacts?name=big", "x".repeat(1 << 20));
            assertThat(upload.status()).isEqualTo(503);
            assertThat(upload.detail()).contains("No space left", "expected: a directory with");
            assertThat(data.resolve("artefacts/incoming")).isEmptyDirectory();
            assertThat(installation.rollout("shop-2").textAt("status", "phase"))
                    .isEqualTo("paused");
            assertThat(installation.call("GET", "/health/ready", "").status()).isEqualTo(503);
            assertServed(installation, 200);

            disk.free();
            until(() -> changeLabel(installation).status() == 200);
            until(() -> installation.action("shop-2", "abort").status() == 200);
            installation.awaitPhase("shop-2", "rolled-back");
            assertServed(installation, 50);
            var verified = installation.call("GET", "/api/v1/audit/verify", "").body();
            assertThat(verified.textAt("intact")).isEqualTo("true");
            installation.restartServer();
            assertServed(installation, 50);
            assertThat(installation.rollout("shop-2").textAt("status", "phase"))
                    .isEqualTo("rolled-back");
        }
    }

    /// Large enough to need room on the disk, and another one each time.
    private static Installation.Answer changeLabel(Installation installation) {
        var manifest =
                service(1, "[weight: 100%]")
                        .replace(
                                "metadata: { name: shop }",
                                "metadata: { name: other, annotations: { note: \""
                                        + (System.nanoTime() + "-").repeat(2_000)
                                        + "\" } }")
                        .replace("shop.localhost", "other.localhost");
        var answer = installation.apply("other", manifest);
        return answer.status() == 201 ? new Installation.Answer(200, answer.body()) : answer;
    }

    @Test
    void anInstanceThatIsStoppedInItsTracksIsTakenOutOfTrafficAndComesBack() throws Exception {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, 2, "[weight: 100%]");
            long pid = pids(installation).getFirst();

            SeparateServer.signal(pid, "STOP");
            try {
                // what has reached the stopped one already ends with the time limit of the route
                until(() -> isAnswered(installation) && readiness(installation).equals("1/2"));
                assertServed(installation, 40);
            } finally {
                SeparateServer.signal(pid, "CONT");
            }

            until(() -> readiness(installation).equals("2/2"));
            assertThat(pids(installation)).contains(pid);
            assertServed(installation, 40);
        }
    }

    private static boolean isAnswered(Installation installation) {
        assertThat(installation.get("shop.localhost", "/", "ann"))
                .containsPattern("^HTTP/1.1 (200|504)");
        return true;
    }

    private static List<Long> pids(Installation installation) {
        return installation
                .call("GET", SERVICES + "shop", "")
                .body()
                .at("status", "instances")
                .map(Node::asList)
                .orElse(List.of())
                .stream()
                .map(instance -> Long.parseLong(instance.textAt("pid")))
                .toList();
    }

    @Test
    void aCandidateThatAcceptsAndNeverAnswersIsRolledBackAndItsGetsAreRescued() {
        try (var installation = new Installation(folder.resolve("data"))) {
            deploy(installation, 1, "[weight: 50%, {hold: {until: not-worse}}, weight: 100%]");
            release(installation, "1.2.0", "\"HANG\": \"yes\"");
            installation.await("shop-2", seen -> seen.textAt("status", "weight").equals("50%"));

            int user = 0;
            while (!isRolledBack(installation) && user < 2_000) {
                assertThat(installation.get("shop.localhost", "/", "user" + user++))
                        .startsWith("HTTP/1.1 200");
            }

            var status = installation.rollout("shop-2");
            assertThat(status.textAt("status", "phase")).isEqualTo("rolled-back");
            assertThat(status.textAt("status", "reason")).isEqualTo("CandidateWorse");
            assertThat(status.textAt("status", "evidence", "userVisibleFailures")).isEqualTo("0");
        }
    }

    private static boolean isRolledBack(Installation installation) {
        return installation.rollout("shop-2").textAt("status", "phase").equals("rolled-back");
    }

    @Test
    void aServerWithoutFileDescriptorsSaysSoAndAnswersAgainOnceThereAreSome() throws Exception {
        var data = folder.resolve("data");
        try (var server = SeparateServer.alone(data, "ulimit -n 200;").awaitReady()) {
            var address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.url().getPort());
            var open = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 300; i++) {
                    var socket = new Socket();
                    open.add(socket);
                    socket.connect(address);
                }
                server.until(() -> server.said().contains("Too many open files"));
                assertThat(server.status("/api/v1/kinds")).isZero();
            } finally {
                for (var socket : open) {
                    socket.close();
                }
            }

            server.until(() -> server.status("/api/v1/kinds") == 200);
            assertThat(server.said().lines().filter(line -> line.contains("cannot be accepted")))
                    .hasSize(1);
        }
    }

    @Test
    void aServerThatIsStoppedInItsTracksTouchesNoTrafficAndGoesOnWhereItWas() throws Exception {
        var servers = new ArrayList<SeparateServer>();
        try (var installation = Installation.separate(folder.resolve("data"), servers::add)) {
            deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            release(installation, "1.1.0", "");
            installation.awaitPhase("shop-2", "paused");
            var server = servers.getFirst();
            var pids = pids(installation);

            server.signal("STOP");
            try {
                assertServed(installation, 200);
                assertThat(server.status("/api/v1/kinds")).isZero();
                assertServed(installation, 200);
            } finally {
                server.signal("CONT");
            }

            server.until(() -> server.status("/api/v1/kinds") == 200);
            assertThat(installation.action("shop-2", "resume").status()).isEqualTo(200);
            installation.awaitPhase("shop-2", "completed");
            assertThat(pids(installation)).containsAll(pids);
            assertThat(server.said()).doesNotContain("ERROR").doesNotContain("lease");
        }
    }

    @Test
    void aReadOnlyDirectoryIsToldInOneSentence() throws IOException, InterruptedException {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 8);
        if (mounted.isEmpty()) {
            return;
        }
        try (var disk = mounted.get()) {
            disk.makeReadOnly();
            try (var server = SeparateServer.alone(data, "")) {
                assertThat(server.exitCode()).isEqualTo(1);
                assertThat(server.said().strip())
                        .isEqualTo(
                                "data: "
                                        + data
                                        + " is on a file system that cannot be written to. Choose"
                                        + " another with --data.");
            }
        }
    }

    @Test
    void aFullDirectoryIsToldInOneSentence() throws IOException, InterruptedException {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 8);
        if (mounted.isEmpty()) {
            return;
        }
        try (var disk = mounted.get()) {
            try (var server = SeparateServer.alone(data, "").awaitReady()) {
                assertThat(server.status("/api/v1/kinds")).isEqualTo(200);
            }
            disk.fill();
            try (var server = SeparateServer.alone(data, "")) {
                assertThat(server.exitCode()).isEqualTo(1);
                assertThat(server.said().strip())
                        .isEqualTo(
                                "data: "
                                        + data
                                        + " is on a full disk (expected: free space). Make room,"
                                        + " then start again.");
            }
        }
    }
}
