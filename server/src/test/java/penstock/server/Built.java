package penstock.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import penstock.capabilities.services.process.ProcessSettings;
import penstock.kernel.Registration;
import penstock.kernel.store.SqliteStore;
import penstock.model.Size;
import penstock.server.wiring.ControlPlane;

/// What this build consists of: its registrations, and its documents.
final class Built {
    private Built() {}

    /// Every kind of the real control plane, opened on an empty folder.
    static List<Registration<?, ?>> registrations(Path folder) {
        var clock = InstantSource.system();
        try (var store =
                        SqliteStore.open(
                                folder.resolve("store.db"), folder.resolve("keys"), clock);
                var plane = ControlPlane.open(store, ProcessSettings.in(folder), new Size(1))) {
            return plane.resources().registrations();
        }
    }

    /// A file or folder below `docs`.
    static Path document(String path) {
        var at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no mvnw above the working directory");
        }
        return at.resolve("docs").resolve(path);
    }
}
