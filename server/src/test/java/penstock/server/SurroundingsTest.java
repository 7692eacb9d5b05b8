package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.testkit.SmallDisk;

/// A whole installation when what is around it fails: the disk, the file descriptors, the scheduler, an instance.
final class SurroundingsTest {
    private static final String SERVICES = "/api/v1/environments/production/services/";

    @TempDir private Path folder;

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
            Shop.deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            Shop.release(installation, "1.1.0", "");
            installation.awaitPhase("shop-2", "paused");

            disk.fill();
            Shop.until(() -> Shop.changeLabel(installation).status() == 503);
            var refused = Shop.changeLabel(installation);
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
            Shop.assertServed(installation, 200);

            disk.free();
            Shop.until(() -> Shop.changeLabel(installation).status() == 200);
            Shop.until(() -> installation.action("shop-2", "abort").status() == 200);
            installation.awaitPhase("shop-2", "rolled-back");
            Shop.assertServed(installation, 50);
            var verified = installation.call("GET", "/api/v1/audit/verify", "").body();
            assertThat(verified.textAt("intact")).isEqualTo("true");
            installation.restartServer();
            Shop.assertServed(installation, 50);
            assertThat(installation.rollout("shop-2").textAt("status", "phase"))
                    .isEqualTo("rolled-back");
        }
    }

    @Test
    void anInstanceThatIsStoppedInItsTracksIsTakenOutOfTrafficAndComesBack() throws Exception {
        try (var installation = new Installation(folder.resolve("data"))) {
            Shop.deploy(installation, 2, "[weight: 100%]");
            long pid = pids(installation).getFirst();

            SeparateServer.signal(pid, "STOP");
            try {
                // what has reached the stopped one already ends with the time limit of the route
                Shop.until(
                        () ->
                                isAnswered(installation)
                                        && Shop.readiness(installation).equals("1/2"));
                Shop.assertServed(installation, 40);
            } finally {
                SeparateServer.signal(pid, "CONT");
            }

            Shop.until(() -> Shop.readiness(installation).equals("2/2"));
            assertThat(pids(installation)).contains(pid);
            Shop.assertServed(installation, 40);
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
            Shop.deploy(
                    installation,
                    1,
                    "[weight: 50%, {hold: {until: not-worse}}, weight: 100%]",
                    "1s");
            Shop.release(installation, "1.2.0", "\"HANG\": \"yes\"");
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
            Shop.deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            Shop.release(installation, "1.1.0", "");
            installation.awaitPhase("shop-2", "paused");
            var server = servers.getFirst();
            var pids = pids(installation);

            server.signal("STOP");
            try {
                Shop.assertServed(installation, 200);
                assertThat(server.status("/api/v1/kinds")).isZero();
                Shop.assertServed(installation, 200);
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
    void aDirectoryThatBecomesReadOnlyStopsWhatNeedsNewFilesUntilItIsWritableAgain()
            throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 32);
        if (mounted.isEmpty()) {
            return;
        }
        try (var disk = mounted.get();
                var installation = new Installation(data)) {
            Shop.deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            var digest = Shop.upload(installation);
            try (var _ = disk.coverReadOnly()) {
                var upload = installation.call("PUT", "/api/v1/artefacts?name=more", "more");
                assertThat(upload.status()).isEqualTo(503);
                assertThat(upload.detail()).contains("Read-only file system");
                assertThat(Shop.releaseUploaded(installation, "1.1.0", "", digest).status())
                        .isEqualTo(503);
                Shop.assertServed(installation, 200);
            }
            assertThat(Shop.releaseUploaded(installation, "1.1.0", "", digest).status())
                    .isEqualTo(200);

            installation.awaitPhase("shop-2", "paused");
            assertThat(installation.action("shop-2", "resume").status()).isEqualTo(200);
            installation.awaitPhase("shop-2", "completed");
            Shop.assertServed(installation, 50);
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
