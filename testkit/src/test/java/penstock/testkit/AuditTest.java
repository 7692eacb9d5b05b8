package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.Property.forAll;
import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.ref;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.audit.AuditChain;
import penstock.kernel.audit.AuditDraft;
import penstock.kernel.audit.AuditEntry;
import penstock.kernel.audit.AuditKey;
import penstock.kernel.audit.AuditReport;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Write;

/// Tampers with the audit log and expects to be found out.
final class AuditTest {
    @TempDir private Path directory = Path.of("");
    private final VirtualClock clock = VirtualClock.create();
    private Path file = Path.of("");
    private Path checkpoints = Path.of("");

    @BeforeEach
    void tenEntriesWithACheckpoint() {
        file = directory.resolve("store.db");
        checkpoints = SqliteStore.checkpointsOf(file);
        try (var store = open()) {
            write(store, 10);
        }
    }

    private SqliteStore open() {
        return SqliteStore.open(file, directory.resolve("keys"), clock);
    }

    private static void write(SqliteStore store, int times) {
        for (int i = 0; i < times; i++) {
            store.write(
                    new Write(
                            List.of(put("shop", Put.ANY, "" + i)),
                            new AuditDraft("ada", "update", "change " + i)));
        }
    }

    private AuditReport tamperedBy(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
        return verify();
    }

    private AuditReport verify() {
        return SqliteStore.verifyAudit(
                file, AuditKey.publicKey(directory.resolve("keys/audit.pub")));
    }

    @Test
    void anIntactLogIsIntactAndFullyCovered() {
        var report = verify();

        assertThat(report.faults()).isEmpty();
        assertThat(report.entries()).isEqualTo(10);
        assertThat(report.covered()).isEqualTo(10);
        assertThat(report.checkpoints()).isEqualTo(2);
    }

    @Test
    void findsAnAlteredValueInAnyField() throws Exception {
        for (var change :
                List.of(
                        "author = 'eve'",
                        "verb = 'delete'",
                        "reason = 'change 33'",
                        "subject = 'production/Service/other'",
                        "revision = 44",
                        "digest = '%s'".formatted("0".repeat(64)),
                        "hash = '%s'".formatted("0".repeat(64)),
                        "at = '2026-01-01T00:00:01Z'")) {
            tamperedBy("CREATE TABLE original AS SELECT * FROM audit");

            var report = tamperedBy("UPDATE audit SET " + change + " WHERE sequence = 4");

            assertThat(report.faults()).as(change).hasSize(1);
            assertThat(report.faults().getFirst())
                    .as(change)
                    .startsWith("Entry 4 (")
                    .contains("altered");
            tamperedBy("DELETE FROM audit");
            tamperedBy("INSERT INTO audit SELECT * FROM original");
            assertThat(tamperedBy("DROP TABLE original").isIntact()).isTrue();
        }
    }

    @Test
    void findsARemovedEntry() throws Exception {
        assertThat(tamperedBy("DELETE FROM audit WHERE sequence = 5").faults())
                .containsExactly("Entry 5 is missing.");
    }

    @Test
    void findsARemovedTail() throws Exception {
        var report = tamperedBy("DELETE FROM audit WHERE sequence > 7");

        assertThat(report.faults()).hasSize(1);
        assertThat(report.faults().getFirst())
                .startsWith("The last entries were removed: the log ends with entry 7")
                .contains("entry 10");
    }

    @Test
    void findsARemovedTailAlsoWhenTheLogWentOnAfterwards() throws Exception {
        tamperedBy("DELETE FROM audit WHERE sequence > 7");
        try (var store = open()) {
            write(store, 20);
        }

        assertThat(verify().faults()).isNotEmpty().first().asString().contains("rewritten");
    }

    @Test
    void findsARewrittenChain() throws Exception {
        List<AuditEntry> log;
        try (var store = open()) {
            log = store.audit(0, 100);
        }
        var previous = AuditChain.START;
        for (var entry : log) {
            var forged =
                    AuditChain.append(
                            previous,
                            new AuditEntry(
                                    entry.sequence(),
                                    entry.at(),
                                    "eve",
                                    entry.verb(),
                                    entry.reason(),
                                    entry.subject(),
                                    entry.revision(),
                                    entry.digest(),
                                    ""));
            previous = forged.hash();
            tamperedBy(
                    "UPDATE audit SET author = 'eve', hash = '%s' WHERE sequence = %d"
                            .formatted(forged.hash(), forged.sequence()));
        }

        assertThat(verify().faults()).isNotEmpty().first().asString().contains("rewritten");
    }

    @Test
    void findsAMissingAndAShortenedCheckpointFile() throws Exception {
        var lines = Files.readAllLines(checkpoints);

        Files.delete(checkpoints);
        assertThat(verify().faults())
                .containsExactly("The checkpoint file " + checkpoints + " is missing.");

        Files.writeString(checkpoints, lines.getLast() + "\n");
        assertThat(verify().faults()).singleElement().asString().contains("beginning");
    }

    @Test
    void aRestartDoesNotHideThatTheCheckpointFileWasRemoved() throws Exception {
        Files.delete(checkpoints);
        try (var store = open()) {
            write(store, 1);
        }

        assertThat(verify().faults()).singleElement().asString().contains("beginning");
    }

    @Test
    void findsAForgedCheckpoint() throws Exception {
        var last = Files.readAllLines(checkpoints).getLast();
        Files.writeString(
                checkpoints,
                last.replace(" 10 ", " 11 ") + "\nnonsense\n",
                StandardOpenOption.APPEND);

        assertThat(verify().faults())
                .containsExactly(
                        checkpoints + " line 3 is not signed by this installation's audit key.",
                        checkpoints + " line 4 is no checkpoint.");
    }

    @Test
    void acceptsACheckpointThatACrashCutShortAndRepairsIt() throws Exception {
        Files.writeString(checkpoints, "v1 12 abc", StandardOpenOption.APPEND);

        assertThat(verify().faults()).isEmpty();
        try (var store = open()) {
            write(store, 1);
        }
        assertThat(verify().faults()).isEmpty();
        assertThat(Files.readString(checkpoints)).doesNotContain("abc").endsWith("\n");
    }

    @Test
    void signsACheckpointAfterSoManyEntriesAndAfterSoMuchTime() throws Exception {
        var every = SqliteSettings.defaults().withCheckpoints(5, Duration.ofMillis(1));
        try (var store = SqliteStore.open(file, directory.resolve("keys"), clock, every)) {
            write(store, 3);
            awaitCovered(store, 13);
        }
    }

    @Test
    void aMistakeEndsNoSigning() throws Exception {
        var mistakes = new AtomicInteger(1);
        InstantSource breaking =
                () -> {
                    if (Thread.currentThread().getName().equals("store-checkpoints")
                            && mistakes.getAndDecrement() > 0) {
                        throw new NoClassDefFoundError("for a test");
                    }
                    return clock.instant();
                };
        var every = SqliteSettings.defaults().withCheckpoints(5, Duration.ofMillis(1));
        try (var store = SqliteStore.open(file, directory.resolve("keys"), breaking, every)) {
            write(store, 3);
            awaitCovered(store, 13);
        }
        assertThat(mistakes.get()).isLessThan(1);
    }

    private static void awaitCovered(SqliteStore store, long entry) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (store.verifyAudit().covered() < entry && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(store.verifyAudit().covered()).isEqualTo(entry);
    }

    @Test
    void theLogProvesTheStoredContent() {
        try (var store = open()) {
            var entry = store.audit(9, 1).getFirst();

            assertThat(entry.digest())
                    .isEqualTo(
                            AuditChain.digest(
                                    List.of(
                                            new AuditChain.Content(
                                                    ref("shop").toString(), Optional.of("9")))));
        }
    }

    @Test
    void anyTextsChainAndVerify() {
        forAll(
                20,
                random -> List.of(text(random), text(random), text(random)),
                texts -> {
                    try (var store = open()) {
                        store.write(
                                new Write(
                                        List.of(put("shop", Put.ANY, texts.getFirst())),
                                        new AuditDraft(texts.get(1), "update", texts.get(2))));
                    }
                    assertThat(verify().faults()).isEmpty();
                });
    }

    private static String text(RandomGenerator random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(20); length > 0; length--) {
            text.appendCodePoint(
                    random.nextBoolean() ? random.nextInt(0, 128) : random.nextInt(0x110000));
        }
        return text.toString();
    }
}
