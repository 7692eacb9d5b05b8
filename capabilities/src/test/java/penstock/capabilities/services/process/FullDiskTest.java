package penstock.capabilities.services.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.capabilities.services.ArtefactStore;
import penstock.capabilities.services.Instance.State;
import penstock.capabilities.services.LogSpec;
import penstock.model.ProblemException;
import penstock.model.Size;
import penstock.testkit.SmallDisk;

/// Instances, their logs and artefacts on a disk that is really full.
final class FullDiskTest {
    private static final String CHATTER =
            "while :; do echo \"a line of output $((i=i+1))\"; sleep 0.02; done";

    @TempDir Path folder;

    private interface OnDisk {
        void test(SmallDisk disk, Path data) throws Exception;
    }

    private void onSmallDisk(OnDisk test) throws Exception {
        var data = Files.createDirectory(folder.resolve("data"));
        var mounted = SmallDisk.mount(data, 6);
        if (mounted.isPresent()) {
            try (var disk = mounted.get()) {
                test.test(disk, data);
            }
        }
    }

    @Test
    void aRunningInstanceGoesOnWithoutItsOutputAndTheGapIsMarked() throws Exception {
        onSmallDisk(
                (disk, data) -> {
                    try (var site = new Site(data);
                            var noticed = new Noticed()) {
                        site.target.start(Specs.shell("a", CHATTER).ready("true").spec());
                        var before = site.await("a", State.READY);
                        var log = site.target.log("production/shop", "a").orElseThrow();
                        disk.fill();
                        site.until(() -> noticed.isFull, () -> "the full disk is not noticed");

                        disk.free();
                        site.until(
                                () -> log.tail(5_000).stream().anyMatch(FullDiskTest::isGapMark),
                                () -> log.tail(50).toString());
                        var lines = log.tail(1_000);
                        site.until(
                                () ->
                                        !log.tail(1)
                                                .equals(
                                                        lines.subList(
                                                                lines.size() - 1, lines.size())),
                                () -> "it writes nothing any more");

                        var after = site.await("a", State.READY);
                        assertThat(after.pid()).isEqualTo(before.pid());
                        assertThat(after.restarts()).isZero();
                    }
                });
    }

    /// Whether the rotation of logs has said that the disk is full.
    private static final class Noticed extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(LogRotation.class.getName());
        private volatile boolean isFull;

        Noticed() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord event) {
            isFull |= event.getMessage().contains("disk is full: output of instances is lost");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    private static boolean isGapMark(String line) {
        return line.equals("penstock: output may be missing here: the disk was full");
    }

    @Test
    void anInstanceIsNotStartedWithoutItsRecordAndStartsByItselfOnceThereIsRoom() throws Exception {
        onSmallDisk(
                (disk, data) -> {
                    try (var site = new Site(data)) {
                        disk.fill();
                        site.target.start(
                                Specs.shell("a", "exec sleep 600")
                                        .ready("true")
                                        .with("restart: { backoff: 50ms, exits: 1000 }")
                                        .spec());
                        var waiting = site.await("a", State.BACKING_OFF);
                        assertThat(waiting.message()).contains("No space left on device");
                        assertThat(new ProcessTable().marked(data.resolve("run/instances/a")))
                                .isEmpty();

                        disk.free();

                        site.await("a", State.READY);
                        assertThat(Files.readString(site.record("a"))).contains("\"ready\"");
                    }
                });
    }

    @Test
    void aRunningInstanceWhoseRecordCouldNotBeWrittenIsAdoptedAllTheSame() throws Exception {
        onSmallDisk(
                (disk, data) -> {
                    try (var site = new Site(data)) {
                        var ready = data.resolve("go");
                        site.target.start(
                                Specs.shell("a", "exec sleep 600")
                                        .ready("test -e " + ready)
                                        .spec());
                        var starting = site.await("a", seen -> seen.pid() > 0);
                        disk.fill();
                        Files.createFile(ready);
                        site.await("a", State.READY);

                        site.reopen();
                        disk.free();

                        var adopted = site.await("a", State.READY);
                        assertThat(adopted.pid()).isEqualTo(starting.pid());
                        assertThat(adopted.restarts()).isZero();
                    }
                });
    }

    @Test
    void aLogWithoutRoomToRotateDropsOldOutputAndKeepsItsPositions() throws Exception {
        onSmallDisk(
                (disk, data) -> {
                    var log = new LogFile(data.resolve("a"));
                    log.open();
                    Files.writeString(log.current(), "0123456789abcde\n".repeat(20_000));
                    disk.fill();
                    long end = log.end();

                    long dropped = log.rotate(new LogSpec(Size.parse("64Ki"), 5));

                    assertThat(dropped).isPositive().isLessThanOrEqualTo(end);
                    assertThat(log.end()).isEqualTo(end);
                    assertThat(Files.getFileStore(data).getUsableSpace()).isPositive();
                    Files.writeString(
                            log.current(), "goes on\n", java.nio.file.StandardOpenOption.APPEND);
                    assertThat(log.tail(1)).containsExactly("goes on");
                    assertThat(log.read(end, 100, Duration.ZERO).text()).isEqualTo("goes on\n");
                });
    }

    @Test
    void anArtefactThatDoesNotFitIsRefusedAndLeavesNothing() throws Exception {
        onSmallDisk(
                (disk, data) -> {
                    var store =
                            new ArtefactStore(
                                    data.resolve("artefacts"),
                                    Size.parse("1Gi"),
                                    java.time.InstantSource.system());
                    store.open();
                    var content = new byte[8 << 20];

                    assertThatThrownBy(() -> store.put(new ByteArrayInputStream(content), "big"))
                            .isInstanceOf(ProblemException.class)
                            .hasMessageContaining("No space left on device")
                            .hasMessageContaining("expected: a directory with free space");

                    assertThat(store.list()).isEmpty();
                    assertThat(data.resolve("artefacts/incoming")).isEmptyDirectory();
                    assertThat(store.put(new ByteArrayInputStream(new byte[10]), "small").size())
                            .isEqualTo(10);
                });
    }
}
