package penstock.testkit;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;
import penstock.kernel.store.SqliteSettings;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Store;

final class SqliteStoreTest extends StoreContract {
    @TempDir private Path directory = Path.of("");

    @Override
    protected Store open(InstantSource clock, int keptChanges) {
        return SqliteStore.open(
                directory.resolve("store.db"),
                directory.resolve("keys"),
                clock,
                SqliteSettings.defaults().withKeptChanges(keptChanges));
    }
}
