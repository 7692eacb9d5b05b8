package penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of file that is in a data directory after a whole life, and the test that damages it. A new kind fails here until
/// somebody has thought about what becomes of it.
final class WrittenFilesTest {
    private static final Map<String, String> ATTACKS = new LinkedHashMap<>();

    static {
        var store = "DamagedStoreTest#ofAStoreThatWasClosed";
        ATTACKS.put("store\\.db", store);
        ATTACKS.put("store\\.db\\.(checkpoints|lock|reserve)", store);
        ATTACKS.put("store\\.db-(wal|shm)", "DamagedStoreTest#ofAStoreThatWasKilled");
        ATTACKS.put("keys/audit\\.(key|pub)", store);
        var token = "DamagedFilesTest#aDamagedTokenIsRefusedWithItsFileAndTheRemedy";
        ATTACKS.put("keys/admin\\.token", token);
        ATTACKS.put("run/gateway\\.token", token);
        var who = "DamagedFilesTest#whatOnlyTellsWhoRunsIsWrittenAnew";
        ATTACKS.put("run/server\\.(lock|pid|json)", who);
        ATTACKS.put("run/gateway\\.(json|control|command)", who);
        ATTACKS.put("run/guardian\\.(json|sh|command)", who);
        // Nothing is read from it, it is only held.
        ATTACKS.put("run/handover\\.lock", who);
        // A pipe: nothing of it is on the disk.
        ATTACKS.put("run/gateway\\.queue", who);
        ATTACKS.put(
                "run/routes\\.bin",
                "GatewayProcessTest#aDamagedFileIsRefusedAndTheGatewaySaysThatItKnowsNoRoutesYet");
        ATTACKS.put(
                "run/instances/[^/]+/instance\\.json(\\.new)?",
                "DamagedRecordTest#aRecordThatCannotBeReadIsSetAsideAndItsProcessDoesNotGoOnUnknown");
        ATTACKS.put(
                "run/external/[^/]+\\.json(\\.new)?",
                "ExternalTargetTest#aRecordThatCannotBeReadIsSetAsideAndItsInstanceIsAskedAnew");
        ATTACKS.put(
                "run/orders/refused/.*",
                "AbortWhileDownTest#ordersThatCannotBeCarriedOutAreNamedAndSetAsideAndTheServerStarts");
        ATTACKS.put(
                "artefacts/.*",
                "ArtefactStoreTest#damagedContentIsFoundByItsDigestAndHealedByAnotherUpload");
        ATTACKS.put(
                "evidence/[^/]+/[^/]+\\.log",
                "DamagedEvidenceTest#whateverBecameOfItTheRolloutIsJudgedByWhatIsReadable");
        ATTACKS.put(
                "evidence/[^/]+/[^/]+\\.log\\.gz",
                "EvidenceFileTest#aDamagedPackedPartIsReadAsFarAsItIsWholeAndTheLogGoesOnFromThere");
    }

    static {
        ATTACKS.put(
                "metrics/format",
                "MetricsTest#aStoreThatCannotBeOpenedIsToldAndTheServerServesUntilItCan");
        ATTACKS.put(
                "metrics/wal/.*",
                "DamagedMetricsTest#aLogThatIsDamagedInAnyWayIsReadAsFarAsItIsWhole");
        ATTACKS.put(
                "metrics/(blocks|damaged)/.*",
                "DamagedMetricsTest#aBlockThatCannotBeReadIsSetAsideAndNamedAndTheRestIsServed");
        ATTACKS.put("metrics/metadata", "MetadataTest#aDamagedFileIsNamedAndWhatIsToldAgainIsKept");
        ATTACKS.put("metrics/border", "ClockTest#aDamagedBorderShowsEachSampleOnceAndIsNamed");
        // Nothing is read from it, it is only held.
        ATTACKS.put(
                "metrics/lock", "DamagedMetricsTest#anotherVersionIsRefusedAndASecondOpeningToo");
    }

    /// Text for people, which no program reads to decide anything, the files of the instances' own programs, and scratch of a process,
    /// which the next one does not read.
    private static final List<String> NOT_READ =
            List.of(
                    "logs/.*",
                    "run/instances/[^/]+/work/.*",
                    "run/routes\\.bin\\.\\d+",
                    "metrics/head/.*");

    @TempDir private Path folder;

    @Test
    void everyKindOfFileHasATestThatDamagesIt() throws IOException {
        var data = folder.resolve("data");
        var seen = new TreeSet<String>();
        var servers = new ArrayList<SeparateServer>();
        try (var installation = Installation.separate(data, servers::add)) {
            Shop.deploy(installation, 1, "[weight: 50%, pause, weight: 100%]");
            Shop.release(installation, "1.1.0", "");
            installation.awaitPhase("shop-2", "paused");
            Shop.assertServed(installation, 50);
            seen.addAll(files(data));
            Files.createDirectories(data.resolve("run/orders"));
            Files.writeString(data.resolve("run/orders/1.json"), "no order");
            installation.restartServer();
            installation.action("shop-2", "abort");
            installation.awaitPhase("shop-2", "rolled-back");
            // Evidence is packed some time after the end.
            Shop.until(() -> Files.exists(data.resolve("evidence/production/shop-2.log.gz")));
            seen.addAll(files(data));
        }
        seen.addAll(files(data));

        assertThat(seen)
                .contains(
                        "store.db",
                        "run/routes.bin",
                        "evidence/production/shop-2.log",
                        "evidence/production/shop-2.log.gz");
        assertThat(seen.stream().filter(file -> !isKnown(file)))
                .as("files nobody has thought about; name the test that damages them here")
                .isEmpty();
        var sources = PromisesTest.sources();
        assertThat(ATTACKS.values()).allMatch(test -> exists(test, sources));
    }

    private static List<String> files(Path data) throws IOException {
        var found = new ArrayList<String>();
        try (var all = Files.walk(data)) {
            all.filter(file -> !Files.isDirectory(file))
                    .forEach(file -> found.add(data.relativize(file).toString()));
        }
        return found;
    }

    private static boolean isKnown(String file) {
        return ATTACKS.keySet().stream().anyMatch(file::matches)
                || NOT_READ.stream().anyMatch(file::matches);
    }

    private static boolean exists(String test, Map<String, String> sources) {
        var parts = test.split("#", 2);
        return sources.getOrDefault(parts[0], "").contains("void " + parts[1] + "(");
    }
}
