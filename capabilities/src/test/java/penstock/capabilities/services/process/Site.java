package penstock.capabilities.services.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import penstock.capabilities.services.Instance;

/// A target on a data directory, with the means to wait for what it reports. Closing ends its instances.
final class Site implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path data;
    final ProcessSettings settings;
    ProcessTarget target;
    private final InstantSource clock;
    private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();

    Site(Path data) {
        this(data, System.getenv());
    }

    Site(Path data, Map<String, String> environment) {
        this(data, environment, InstantSource.system());
    }

    Site(Path data, Map<String, String> environment, InstantSource clock) {
        int first = freeRange();
        this.data = data;
        this.clock = clock;
        this.settings =
                ProcessSettings.in(data).withPorts(first, first + 9).withEnvironment(environment);
        this.target = open();
    }

    private ProcessTarget open() {
        var opened = new ProcessTarget(settings, clock);
        opened.onChange(changes::add);
        opened.open();
        return opened;
    }

    /// Another server on the same directory, after the first one went away.
    void reopen() {
        target.close();
        target = open();
    }

    /// As [#reopen()], with something done while no server is there.
    void reopenAfter(Runnable meanwhile) {
        target.close();
        meanwhile.run();
        target = open();
    }

    Instance await(String id, Predicate<Instance> condition) throws InterruptedException {
        until(
                () -> target.instance(id).filter(condition).isPresent(),
                () -> "instance: " + target.instance(id));
        return target.instance(id).orElseThrow();
    }

    Instance await(String id, Instance.State state) throws InterruptedException {
        return await(id, seen -> seen.state() == state);
    }

    /// Looks again at each change, and every 20 ms for what nobody reports.
    void until(BooleanSupplier condition, java.util.function.Supplier<String> seen)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain; " + seen.get());
            }
            changes.poll(20, TimeUnit.MILLISECONDS);
        }
    }

    void untilGone(long pid) throws InterruptedException {
        var table = new ProcessTable();
        until(() -> table.identify(pid).isEmpty(), () -> "process " + pid + " is still there");
    }

    Path work(String id) {
        return data.resolve("run/instances").resolve(id).resolve("work");
    }

    Path record(String id) {
        return data.resolve("run/instances").resolve(id).resolve("instance.json");
    }

    String fetch(int port, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + port + path);
            return client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /// The number a program wrote into a file of its directory.
    long number(Path file) throws InterruptedException {
        until(() -> text(file).endsWith("\n"), () -> file + " is not there");
        return Long.parseLong(text(file).strip());
    }

    String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The first of ten ports that nobody listens on, below those that systems give to outgoing connections, which could
    /// otherwise take one of them at any moment.
    private static int freeRange() {
        var firsts = new ArrayList<>(IntStream.range(1_200, 2_200).boxed().toList());
        Collections.shuffle(firsts);
        return firsts.stream()
                .map(ten -> ten * 10)
                .filter(first -> IntStream.range(first, first + 10).allMatch(Site::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        target.instances().forEach(seen -> target.stop(seen.id(), Duration.ZERO));
        try {
            until(
                    () -> target.instances().stream().allMatch(Instance::isEnded),
                    () -> target.instances().toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while instances were ending", e);
        }
        target.close();
    }
}
