package penstock.server.crash;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import penstock.kernel.store.Store;
import penstock.server.Server;
import penstock.server.config.SettingsReader;
import penstock.server.wiring.Around;

/// The server, wired as ever, on a disk that takes its time: whatever the store has to make durable waits as many milliseconds
/// as a file says, one after another, as on a device that is busy with something else. Arguments: that file, then the server's
/// own.
final class SlowServer {
    private static final Set<String> DURABLE = Set.of("write", "acquire", "release");

    private SlowServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        var delay = Path.of(arguments[0]);
        var flags = List.of(arguments).subList(1, arguments.length);
        Server.start(
                SettingsReader.read(Optional.empty(), Map.of(), flags),
                new Around() {
                    @Override
                    public Store store(Store store) {
                        return slow(store, delay);
                    }
                });
        new CountDownLatch(1).await();
    }

    private static Store slow(Store real, Path delay) {
        var device = new ReentrantLock();
        return (Store)
                Proxy.newProxyInstance(
                        Store.class.getClassLoader(),
                        new Class<?>[] {Store.class},
                        (_, method, arguments) -> {
                            if (DURABLE.contains(method.getName())) {
                                device.lock();
                                try {
                                    TimeUnit.MILLISECONDS.sleep(millis(delay));
                                } finally {
                                    device.unlock();
                                }
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static long millis(Path delay) throws IOException {
        return Long.parseLong(Files.readString(delay).strip());
    }
}
