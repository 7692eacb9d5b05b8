package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.StoreContract.problemOf;
import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.ref;
import static penstock.testkit.StoreContract.write;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteStore;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.model.Size;

/// What can be wrong with the file, its directory and its disk.
final class SqliteFileTest {
    private static final String LARGE = "x".repeat(40_000);

    @TempDir private Path directory = Path.of("");
    private final VirtualClock clock = VirtualClock.create();
    private Path file = Path.of("");

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("data/store.db");
    }

    private SqliteStore open() {
        return open(file);
    }

    private SqliteStore open(Path chosen) {
        return SqliteStore.open(chosen, directory.resolve("keys"), clock);
    }

    private void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    @Test
    void createsFilesThatOnlyTheirOwnerCanRead() throws IOException {
        try (var store = open();
                var files = Files.walk(directory).filter(Files::isRegularFile)) {
            store.write(write(put("shop", Put.ABSENT, "1")));

            for (var created : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created)))
                        .as(created.toString())
                        .isEqualTo("rw-------");
            }
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("keys"))))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesADatabaseOfANewerVersionAndLeavesItAlone() throws Exception {
        open().close();
        sql("PRAGMA user_version = 99");
        var before = Files.readAllBytes(file);

        var problem = problemOf(this::open);

        assertThat(problem.code()).isEqualTo("store-newer");
        assertThat(problem.message())
                .contains(file.toString(), "its version: 99", "this program's: 1", "backup");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesAFileThatIsNoDatabaseAndLeavesItAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "precious notes ".repeat(1_000));

        var problem = problemOf(this::open);

        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        assertThat(problem.message()).contains(file.toString(), "damaged", "backup");
        assertThat(Files.readString(file)).startsWith("precious notes").hasSize(15_000);
    }

    @Test
    void refusesADatabaseOfAnotherProgramAndLeavesItAlone() throws Exception {
        Files.createDirectories(file.getParent());
        sql("CREATE TABLE songs (title TEXT)");
        var before = Files.readAllBytes(file);

        var problem = problemOf(this::open);

        assertThat(problem.message()).contains(file.toString(), "another program");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesADamagedDatabaseAndLeavesItAlone() throws IOException {
        try (var store = open()) {
            for (int i = 0; i < 50; i++) {
                store.write(write(put("shop-" + i, Put.ABSENT, LARGE)));
            }
        }
        try (var damaging = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 4_096; at < damaging.length(); at += 4_096) {
                damaging.seek(at);
                damaging.write(new byte[64]);
            }
        }
        var before = Files.readAllBytes(file);

        var problem = problemOf(this::open);

        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        assertThat(problem.message()).contains(file.toString(), "damaged", "backup");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesATruncatedDatabase() throws IOException {
        try (var store = open()) {
            for (int i = 0; i < 50; i++) {
                store.write(write(put("shop-" + i, Put.ABSENT, LARGE)));
            }
        }
        try (var cutting = new RandomAccessFile(file.toFile(), "rw")) {
            cutting.setLength(cutting.length() / 2);
        }

        assertThat(problemOf(this::open).message()).contains(file.toString(), "damaged");
    }

    @Test
    void namesTheDirectoryThatIsNone() throws IOException {
        var notADirectory = Files.writeString(directory.resolve("note"), "text");

        var problem = problemOf(() -> open(notADirectory.resolve("store.db")));

        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        assertThat(problem.message()).contains(notADirectory + " is not a directory", "Make");
    }

    @Test
    void namesTheDirectoryThatCannotBeWritten() throws IOException {
        var closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        // the superuser may write everywhere but here
        var unwritable = Files.isWritable(closed) ? Path.of("/proc/self") : closed;

        var problem = problemOf(() -> open(unwritable.resolve("store.db")));

        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        assertThat(problem.message()).contains(unwritable + "/store.db", "cannot be", "writ");
    }

    @Test
    void isOpenedByOneAtATime() {
        try (var first = open()) {
            var problem = problemOf(this::open);

            assertThat(problem.code()).isEqualTo("store-in-use");
            assertThat(problem.message()).contains(file.toString());
            first.write(write(put("shop", Put.ABSENT, "1")));
        }
        open().close();
    }

    @Test
    void refusesWritesWhileTheDiskIsFullAndWorksAgainWithoutARestart() {
        try (var store = open()) {
            store.write(write(put("first", Put.ABSENT, LARGE)));
            store.limit(new Size(400_000));

            int stored = writePairsUntilRefused(store);
            var refused =
                    write(put("a-" + stored, Put.ABSENT, LARGE), put("b-" + stored, 0, LARGE));
            var problem = problemOf(() -> store.write(refused));

            assertThat(problem).isInstanceOf(Problem.Unavailable.class);
            assertThat(problem.message()).contains(file.toString(), "full", "Free some space");
            assertThat(stored).isBetween(1, 10);
            assertThat(store.find(ref("a-" + stored))).isEmpty();
            assertThat(store.find(ref("b-" + stored))).isEmpty();
            assertThat(store.revision()).isEqualTo(1 + 2L * stored);
            assertThat(store.audit(0, 1_000)).hasSize(1 + stored);

            store.limit(new Size(100_000_000));
            long revision = store.write(write(put("a-" + stored, Put.ABSENT, LARGE)));

            assertThat(revision).isEqualTo(2 + 2L * stored);
            assertThat(store.verifyAudit().faults()).isEmpty();
        }
        open().close();
    }

    /// How many were stored.
    private static int writePairsUntilRefused(SqliteStore store) {
        for (int i = 0; i < 100; i++) {
            try {
                store.write(write(put("a-" + i, Put.ABSENT, LARGE), put("b-" + i, 0, LARGE)));
            } catch (ProblemException _) {
                return i;
            }
        }
        return 100;
    }

    @Test
    void aFullDiskRefusesTheLargeWriteAndNotTheSmallOnesBesideIt() throws Exception {
        try (var store = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            store.write(write(put("small", Put.ABSENT, "0")));
            store.limit(new Size(300_000));
            var tooLarge = "x".repeat(1_000_000);

            var large =
                    threads.submit(
                            () -> problemOf(() -> store.write(write(put("big", 0, tooLarge)))));
            for (int i = 0; i < 50; i++) {
                store.write(write(put("small", Put.ANY, "" + i)));
            }

            assertThat(large.get()).isInstanceOf(Problem.Unavailable.class);
            assertThat(store.find(ref("small")).orElseThrow().json()).isEqualTo("49");
        }
    }

    @Test
    void aBackupTakenDuringWritesIsAWholeStoreOfOneMoment() throws Exception {
        var target = directory.resolve("backup.db");
        try (var store = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                store.write(write(put("a", Put.ANY, "" + i), put("b", Put.ANY, "" + i)));
            }
            var writing =
                    threads.submit(
                            () -> {
                                for (int i = 200; i < 600; i++) {
                                    store.write(
                                            write(put("a", Put.ANY, "" + i), put("b", -1, "" + i)));
                                }
                                return true;
                            });
            store.backup(target);
            assertThat(writing.get()).isTrue();

            assertThat(problemOf(() -> store.backup(target)).code()).isEqualTo("backup-exists");
        }

        try (var copy = open(target)) {
            var a = copy.find(ref("a")).orElseThrow();
            assertThat(copy.find(ref("b")).orElseThrow().json()).isEqualTo(a.json());
            assertThat(copy.revision()).isEqualTo(2 * (Long.parseLong(a.json()) + 1));
            assertThat(copy.changesSince(copy.revision() - 2, 10, Duration.ZERO)).hasSize(2);
        }
        assertThat(directory.resolve("backup.db.part")).doesNotExist();
    }

    @Test
    void aBackupThatCannotBeWrittenSaysSoAndLeavesNothing() {
        try (var store = open()) {
            var problem = problemOf(() -> store.backup(directory.resolve("no/such/backup.db")));

            assertThat(problem).isInstanceOf(Problem.Unavailable.class);
            assertThat(problem.message()).contains("no/such/backup.db");
            assertThat(store.list(penstock.kernel.store.Query.all("Service")).documents())
                    .isEqualTo(List.of());
        }
    }
}
