package penstock.server;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import penstock.kernel.Capability;
import penstock.kernel.ResourceService;
import penstock.kernel.access.Access;
import penstock.kernel.store.SqliteStore;
import penstock.kernel.store.Store;
import penstock.model.ProblemException;
import penstock.server.api.ApiParts;
import penstock.server.api.HttpApi;
import penstock.server.api.Readiness;
import penstock.server.config.Settings;

/// The composition root: which parts there are, and in which order they start. Plain constructor calls, top to bottom;
/// what is started here is added to [Parts] at once, so that a later failure stops it again.
final class Wiring {
    private Wiring() {}

    /// The features of this program.
    static List<Capability> capabilities() {
        return List.of();
    }

    /// Starts everything.
    ///
    /// @param parts takes what was started, also when this fails half-way
    /// @throws ProblemException what the user can do something about: directory, address, store
    static HttpApi start(Settings settings, List<Capability> capabilities, Parts parts) {
        var data = parts.add("data directory", DataDirectory.open(settings.data().path()));
        ServerLog.configure(settings.log(), data.logs());
        var clock = InstantSource.system();
        var store = parts.add("store", SqliteStore.open(data.store(), data.keys(), clock));
        var resources = new ResourceService(store, Access.administratorOnly(), clock, capabilities);
        var api =
                parts.add(
                        "api",
                        HttpApi.start(
                                settings.listen(),
                                settings.api(),
                                new ApiParts(
                                        resources,
                                        store::verifyAudit,
                                        readiness(store),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        data.administratorToken(),
                                        data.gatewayToken(),
                                        Version.current())));
        parts.add("run file", RunFile.write(data.run(), api.url()));
        return api;
    }

    private static Readiness readiness(Store store) {
        return () -> {
            try {
                store.check();
                return List.of();
            } catch (ProblemException e) {
                return List.of(e.problem().message());
            }
        };
    }
}
