package penstock.kernel.store;

import java.time.Duration;
import penstock.model.DurationText;

/// What can be set about the embedded store. Nobody needs to.
///
/// @param keptChanges how many changes a watcher may be behind, 1 or more
/// @param readers connections for reading, 1 or more; reads beyond wait for one
/// @param recent how many of the last changes are kept in memory for watchers, 1 or more
/// @param checkpointEntries after how many audit entries a checkpoint is signed, 1 or more
/// @param checkpointEvery how old an audit entry may be before a checkpoint covers it
public record SqliteSettings(
        int keptChanges, int readers, int recent, int checkpointEntries, Duration checkpointEvery) {
    public SqliteSettings {
        atLeastOne("keptChanges", keptChanges);
        atLeastOne("readers", readers);
        atLeastOne("recent", recent);
        atLeastOne("checkpointEntries", checkpointEntries);
        if (!checkpointEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "checkpointEvery: "
                            + DurationText.format(checkpointEvery)
                            + " (expected: more than zero)");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    public static SqliteSettings defaults() {
        return new SqliteSettings(100_000, 4, 2_048, 1_000, Duration.ofMinutes(1));
    }

    public SqliteSettings withKeptChanges(int changed) {
        return new SqliteSettings(changed, readers, recent, checkpointEntries, checkpointEvery);
    }

    public SqliteSettings withRecent(int changed) {
        return new SqliteSettings(
                keptChanges, readers, changed, checkpointEntries, checkpointEvery);
    }

    public SqliteSettings withCheckpoints(int entries, Duration every) {
        return new SqliteSettings(keptChanges, readers, recent, entries, every);
    }
}
