package penstock.server.crash;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import penstock.kernel.control.Controller;
import penstock.kernel.store.Store;
import penstock.server.Server;
import penstock.server.config.SettingsReader;
import penstock.server.wiring.Around;

/// The server, wired as ever, on its way into a trap. Arguments: the point, the folder for what was reached and seen, then
/// the server's own.
final class CrashingServer {
    private CrashingServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        var folder = Path.of(arguments[1]);
        var trap =
                new Trap(
                        CrashPoint.parse(arguments[0]),
                        folder.resolve("reached"),
                        folder.resolve("seen"));
        var flags = List.of(arguments).subList(2, arguments.length);
        Server.start(SettingsReader.read(Optional.empty(), Map.of(), flags), around(trap));
        new CountDownLatch(1).await();
    }

    private static Around around(Trap trap) {
        return new Around() {
            @Override
            public Store store(Store store) {
                return new CrashingStore(store, trap);
            }

            @Override
            public <S extends Record, T extends Record, O, E> Controller<S, T, O, E> controller(
                    Controller<S, T, O, E> controller) {
                return new CrashingController<>(controller, trap);
            }
        };
    }
}
