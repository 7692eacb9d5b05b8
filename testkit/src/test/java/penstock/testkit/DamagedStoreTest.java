package penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.ref;
import static penstock.testkit.StoreContract.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.model.ProblemException;

/// Every file of the store, damaged in every way. What must never happen: it opens, something acknowledged is missing,
/// and neither the start nor the verification says so.
final class DamagedStoreTest {
    private static final int WRITES = 40;
    private static final String DATABASE = "store.db";
    private static final String LOG = "store.db-wal";
    private static final String INDEX = "store.db-shm";
    private static final String CHECKPOINTS = "store.db.checkpoints";
    private static final String RESERVE = "store.db.reserve";
    private static final String LOCK = "store.db.lock";
    private static final String PRIVATE_KEY = "keys/audit.key";
    private static final String PUBLIC_KEY = "keys/audit.pub";

    /// What became of it.
    enum Outcome {
        /// Everything is there, and the audit log is verified.
        WHOLE,
        /// Everything is there, and the verification names what is wrong with its own evidence.
        WHOLE_BUT_NOT_VERIFIED,
        /// It opens, changes are missing, and the verification says so.
        LOSS_TOLD,
        /// It does not open, and says which file and what to do.
        REFUSED,
        SILENT_LOSS
    }

    @TempDir private Path folder;
    private final VirtualClock clock = VirtualClock.create();

    private SqliteStore open(Path data) {
        var settings = SqliteSettings.defaults().withCheckpoints(1, Duration.ofMillis(10));
        return SqliteStore.open(data.resolve(DATABASE), data.resolve("keys"), clock, settings);
    }

    private Path filled(boolean isClosed) throws IOException {
        var data = folder.resolve("data-" + isClosed);
        try (var store = open(data)) {
            for (int i = 0; i < WRITES; i++) {
                store.write(write(put("w" + i, Put.ABSENT, "x".repeat(3_000))));
            }
            awaitCheckpoint(store);
            if (!isClosed) {
                return copy(data, folder.resolve("data-killed"));
            }
        }
        return data;
    }

    private static void awaitCheckpoint(SqliteStore store) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (store.verifyAudit().covered() < WRITES) {
            assertThat(System.nanoTime()).as("a checkpoint of all writes").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// As a kill of the server leaves it, if it is open.
    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private Outcome outcome(Path data, String file) {
        try (var store = open(data)) {
            boolean isWhole = true;
            for (int i = 0; i < WRITES; i++) {
                isWhole &= store.find(ref("w" + i)).isPresent();
            }
            boolean isVerified = store.verifyAudit().isIntact();
            store.write(write(put("new", Put.ANY, "1")));
            if (isWhole) {
                return isVerified ? Outcome.WHOLE : Outcome.WHOLE_BUT_NOT_VERIFIED;
            }
            return isVerified ? Outcome.SILENT_LOSS : Outcome.LOSS_TOLD;
        } catch (ProblemException e) {
            assertThat(e.problem().message())
                    .contains(data.toString())
                    .containsPattern("backup|Make it readable");
            assertThat(file).isNotEqualTo(LOCK);
            return Outcome.REFUSED;
        }
    }

    private List<String> damaged(Path whole, List<String> files) throws IOException {
        var seen = new ArrayList<String>();
        for (var file : files) {
            var outcomes = new TreeMap<Damage, Outcome>();
            for (var damage : Damage.values()) {
                var data = copy(whole, folder.resolve(file.replace('/', '-') + "-" + damage));
                damage.to(data.resolve(file));
                outcomes.put(damage, outcome(data, file));
            }
            seen.add(file + " " + outcomes);
        }
        return seen;
    }

    private static String row(
            String file, Outcome truncated, Outcome zeroed, Outcome garbage, Outcome empty) {
        return "%s {TRUNCATED=%s, ZEROED_TAIL=%s, GARBAGE=%s, EMPTY=%s}"
                .formatted(file, truncated, zeroed, garbage, empty);
    }

    @Test
    void ofAStoreThatWasClosed() throws IOException {
        var files = List.of(DATABASE, CHECKPOINTS, RESERVE, LOCK, PRIVATE_KEY, PUBLIC_KEY);

        var seen = damaged(filled(true), files);

        var refused = Outcome.REFUSED;
        var whole = Outcome.WHOLE;
        var unverified = Outcome.WHOLE_BUT_NOT_VERIFIED;
        assertThat(seen)
                .containsExactly(
                        row(DATABASE, refused, refused, refused, refused),
                        row(CHECKPOINTS, whole, whole, unverified, unverified),
                        row(RESERVE, whole, whole, whole, whole),
                        row(LOCK, whole, whole, whole, whole),
                        row(PRIVATE_KEY, refused, refused, refused, refused),
                        row(PUBLIC_KEY, refused, refused, refused, refused));
    }

    @Test
    void ofAStoreThatWasKilled() throws IOException {
        var files = List.of(LOG, INDEX);

        var seen = damaged(filled(false), files);

        assertThat(seen.getLast())
                .isEqualTo(row(INDEX, Outcome.WHOLE, Outcome.WHOLE, Outcome.WHOLE, Outcome.WHOLE));
        assertThat(seen.getFirst())
                .isEqualTo(
                        row(
                                LOG,
                                Outcome.LOSS_TOLD,
                                Outcome.LOSS_TOLD,
                                Outcome.REFUSED,
                                Outcome.REFUSED));
    }
}
