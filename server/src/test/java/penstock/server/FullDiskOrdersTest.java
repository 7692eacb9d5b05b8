package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.model.Node;
import penstock.testkit.SmallDisk;

/// What must be possible on a full disk: an abort and a rollback. The disk is full to the last byte, somebody takes whatever
/// becomes free, and users go on asking.
final class FullDiskOrdersTest {
    private static final long RESERVE = 4 << 20;
    private static final int USERS = 60;

    @TempDir private Path folder;

    /// A test on a disk of its own with a server in a process of its own.
    private interface Body {
        void run(SmallDisk disk, Installation installation, SeparateServer server) throws Exception;
    }

    private void onSmallDisk(Body body) throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 32);
        if (mounted.isEmpty()) {
            return;
        }
        var servers = new ArrayList<SeparateServer>();
        try (var disk = mounted.get();
                var installation = Installation.separate(data, servers::add)) {
            body.run(disk, installation, servers.getFirst());
        }
    }

    /// Takes all room there is, again and again, until it is closed; then gives it back.
    private static final class Hog implements AutoCloseable {
        private final SmallDisk disk;
        private final Thread thread;
        private volatile boolean isFed;

        Hog(SmallDisk disk) {
            this.disk = disk;
            this.thread = Thread.ofPlatform().daemon().start(this::run);
        }

        private void run() {
            while (!isFed) {
                disk.fill();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        @Override
        public void close() {
            isFed = true;
            awaitEnd(thread);
            disk.free();
        }
    }

    /// Users who ask until it is closed.
    private static final class Users implements AutoCloseable {
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final Thread thread;
        private volatile boolean isOver;

        Users(Installation installation) {
            thread = Thread.ofVirtual().start(() -> ask(installation));
        }

        private void ask(Installation installation) {
            for (int user = 0; !isOver; user++) {
                var answer = installation.get("shop.localhost", "/", "user" + user % USERS);
                (answer.startsWith("HTTP/1.1 200") ? answered : failed).incrementAndGet();
            }
        }

        void awaitMore(int requests) {
            int target = answered.get() + requests;
            Shop.until(() -> answered.get() >= target || failed.get() > 0);
        }

        @Override
        public void close() {
            isOver = true;
            awaitEnd(thread);
            assertThat(failed.get()).as("failed requests of users").isZero();
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long servedBy(Installation installation, String version) {
        long count = 0;
        for (int user = 0; user < USERS; user++) {
            count += Shop.versionFor(installation, "user" + user).equals(version) ? 1 : 0;
        }
        return count;
    }

    /// The store is the last to feel it: its log may have room in itself.
    private static void awaitFull(Installation installation) {
        Shop.until(() -> Shop.changeLabel(installation).status() == 503);
    }

    private static String missing(Installation installation) {
        var answer = installation.call("GET", "/health/ready", "");
        return answer.body().at("missing").map(Node::toString).orElse("");
    }

    private long held() {
        try {
            return Files.size(folder.resolve("data/store.db.reserve"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isPhase(Installation installation, String rollout, String phase) {
        return installation.rollout(rollout).textAt("status", "phase").equals(phase);
    }

    @Test
    void anAbortShutsTheGateIsRecordedAndSurvivesAKillOfTheServer() throws Exception {
        onSmallDisk(
                (disk, installation, server) -> {
                    Shop.deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
                    Shop.release(installation, "1.1.0", "");
                    installation.awaitPhase("shop-2", "paused");
                    assertThat(servedBy(installation, "1.1.0")).isBetween(10L, 50L);
                    try (var users = new Users(installation)) {
                        try (var _ = new Hog(disk)) {
                            awaitFull(installation);
                            users.awaitMore(50);

                            assertThat(installation.action("shop-2", "abort").status())
                                    .isEqualTo(200);
                            installation.awaitPhase("shop-2", "rolled-back");

                            assertThat(servedBy(installation, "1.1.0")).isZero();
                            assertThat(held()).isLessThan(RESERVE);
                            assertThat(missing(installation))
                                    .contains("disk is full", "aborts and rollbacks");
                            assertThat(Shop.changeLabel(installation).status()).isEqualTo(503);
                            server.signal("KILL");
                            users.awaitMore(50);
                        }
                        installation.restartServer();
                    }
                    requireAllGoesOn(installation, "shop-2", "rolled-back");
                    assertThat(servedBy(installation, "1.0.0")).isEqualTo(USERS);
                });
    }

    private void requireAllGoesOn(Installation installation, String rollout, String phase) {
        assertThat(isPhase(installation, rollout, phase)).isTrue();
        assertThat(Shop.changeLabel(installation).status()).isEqualTo(200);
        assertThat(held()).isEqualTo(RESERVE);
        assertThat(missing(installation)).isEmpty();
        var audit = installation.call("GET", "/api/v1/audit/verify", "").body();
        assertThat(audit.textAt("intact")).isEqualTo("true");
        Shop.until(() -> Shop.readiness(installation).equals("1/1"));
    }

    @Test
    void theWayBackToTheVersionThatIsKeptWarmIsOpen() throws Exception {
        onSmallDisk(
                (disk, installation, _) -> {
                    Shop.deploy(installation, 1, "[weight: 100%]");
                    Shop.release(installation, "1.1.0", "");
                    installation.awaitPhase("shop-2", "completed");
                    Shop.until(() -> servedBy(installation, "1.1.0") == USERS);
                    try (var users = new Users(installation);
                            var _ = new Hog(disk)) {
                        awaitFull(installation);
                        users.awaitMore(50);

                        assertThat(installation.act("shop", "rollback", "{}").status())
                                .isEqualTo(200);
                        installation.awaitPhase("shop-3", "completed");

                        assertThat(servedBy(installation, "1.0.0")).isEqualTo(USERS);
                        users.awaitMore(50);
                    }
                    requireAllGoesOn(installation, "shop-3", "completed");
                });
    }

    /// Nobody orders it: the plan's own limit does.
    @Test
    void aRolloutThatMustBeTakenBackIsTakenBack() throws Exception {
        onSmallDisk(
                (disk, installation, _) -> {
                    Shop.deploy(
                            installation,
                            1,
                            "[weight: 50%, {approve: {role: admin, timeout: 8s}}, weight: 100%]");
                    Shop.release(installation, "1.1.0", "");
                    installation.await(
                            "shop-2",
                            seen -> seen.textAt("status", "reason").equals("WaitingForApproval"));
                    try (var users = new Users(installation);
                            var _ = new Hog(disk)) {
                        awaitFull(installation);

                        var rollout = installation.awaitPhase("shop-2", "rolled-back");

                        assertThat(rollout.textAt("status", "reason")).isEqualTo("NotApproved");
                        assertThat(servedBy(installation, "1.0.0")).isEqualTo(USERS);
                        users.awaitMore(50);
                    }
                    requireAllGoesOn(installation, "shop-2", "rolled-back");
                });
    }

    @Test
    void withoutRoomForEvidenceNothingIsKnownSoTheRolloutWaitsAndTheServerSaysSo()
            throws Exception {
        onSmallDisk(
                (disk, installation, server) -> {
                    Shop.deploy(
                            installation,
                            1,
                            "[weight: 50%, {hold: {until: not-worse}}, weight: 100%]",
                            "1s");
                    Shop.release(installation, "1.1.0", "\"HANG\": \"yes\"");
                    installation.await(
                            "shop-2", seen -> seen.textAt("status", "weight").equals("50%"));
                    var evidence = folder.resolve("data/evidence/production/shop-2.log");
                    server.until(() -> evidence.toFile().length() > 0);
                    try (var _ = new Hog(disk)) {
                        awaitFull(installation);
                        server.until(() -> server.said().contains("reports of gateways cannot be"));
                        for (int user = 0; user < USERS / 2; user++) {
                            Shop.versionFor(installation, "user" + user);
                        }
                        assertThat(isPhase(installation, "shop-2", "progressing")).isTrue();
                        assertThat(missing(installation)).contains("disk is full");
                    }
                    Shop.until(isRolledBackWhileUsersAsk(installation));
                    var status = installation.rollout("shop-2");
                    assertThat(status.textAt("status", "reason")).isEqualTo("CandidateWorse");
                    assertThat(status.textAt("status", "evidence", "userVisibleFailures"))
                            .isEqualTo("0");
                });
    }

    private static BooleanSupplier isRolledBackWhileUsersAsk(Installation installation) {
        var user = new AtomicInteger();
        return () -> {
            Shop.versionFor(installation, "user" + user.getAndIncrement());
            return isPhase(installation, "shop-2", "rolled-back");
        };
    }
}
