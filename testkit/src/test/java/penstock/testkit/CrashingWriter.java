package penstock.testkit;

import static penstock.testkit.StoreContract.put;
import static penstock.testkit.StoreContract.write;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import penstock.kernel.store.Put;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;

/// Writes pairs of documents as fast as it can and prints the name of each pair once it is acknowledged, until it is
/// killed. Arguments: the directory, the first name's prefix.
final class CrashingWriter {
    private static final int WRITERS = 8;
    private static final int MOST = 200_000;

    private CrashingWriter() {}

    public static void main(String[] arguments) {
        var directory = Path.of(arguments[0]);
        var settings = SqliteSettings.defaults().withCheckpoints(50, Duration.ofMillis(10));
        try (var store =
                        SqliteStore.open(
                                directory.resolve("store.db"),
                                directory.resolve("keys"),
                                InstantSource.system(),
                                settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                var prefix = arguments[1] + "-" + writer + "-";
                threads.execute(() -> writePairs(store, prefix));
            }
        }
    }

    private static void writePairs(SqliteStore store, String prefix) {
        for (int i = 0; i < MOST; i++) {
            var name = prefix + i;
            store.write(
                    write(put(name + "-left", Put.ABSENT, name), put(name + "-right", 0, name)));
            System.out.print(name + "\n");
            System.out.flush();
        }
    }
}
