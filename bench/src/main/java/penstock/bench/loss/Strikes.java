package penstock.bench.loss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import penstock.bench.rig.OwnInstallation;
import penstock.bench.rig.ServiceClient;
import penstock.cli.api.ApiException;
import penstock.cli.local.ProcessFile;

/// Kills and upgrades, and what brings the installation back: a killed server is started again, as its operator would;
/// everything else must come back by itself.
final class Strikes {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_DOWN_MILLIS = 1_000;
    private static final long LOOK_NANOS = 100_000;
    private static final Path PROC = Path.of("/proc");

    private final OwnInstallation own;
    private final String service;
    private final RandomGenerator random;
    private final LongSupplier clock;
    private final List<Kill> kills = new ArrayList<>();
    private final List<Long> gateways = new ArrayList<>();
    private int upgrades;

    /// @param service whose instances may be killed
    /// @param clock the load's, in nanoseconds
    Strikes(OwnInstallation own, String service, RandomGenerator random, LongSupplier clock) {
        this.own = own;
        this.service = "/" + service;
        this.random = random;
        this.clock = clock;
    }

    List<Kill> kills() {
        return List.copyOf(kills);
    }

    /// The kills of servers, less the first of all kills.
    List<Kill> serverKillsSince(int first) {
        return kills.subList(first, kills.size()).stream()
                .filter(kill -> kill.victim() == Kill.Victim.SERVER)
                .toList();
    }

    int upgrades() {
        return upgrades;
    }

    /// From when on there may have been a new gateway, oldest first.
    List<Long> gateways() {
        return List.copyOf(gateways);
    }

    /// @return whether the server is a new one
    boolean perform(Act.Strike strike) {
        switch (strike) {
            case NONE -> {}
            case SERVER -> killServer(false);
            case SERVER_AND_GATEWAY -> killServer(true);
            case GATEWAY -> awaitGateway(killGateway());
            case INSTANCE -> killInstance();
            case UPGRADE -> {
                gateways.add(clock.getAsLong());
                own.upgradeGateway();
                upgrades++;
            }
        }
        return strike.isOfServer();
    }

    /// Kills the server, does something while there is none, and starts the next one.
    void whileDown(Runnable deed) {
        own.data().server().ifPresent(found -> kill(Kill.Victim.SERVER, found, ""));
        deed.run();
        own.restart();
    }

    private void killServer(boolean withGateway) {
        var server = own.data().server();
        server.ifPresent(found -> kill(Kill.Victim.SERVER, found, ""));
        long gateway = withGateway ? killGateway() : 0;
        ServiceClient.pause(Duration.ofMillis(random.nextInt(MAX_DOWN_MILLIS)));
        own.restart();
        if (withGateway) {
            awaitGateway(gateway);
        }
    }

    private long killGateway() {
        gateways.add(clock.getAsLong());
        var gateway = own.data().gateway();
        gateway.ifPresent(found -> kill(Kill.Victim.GATEWAY, found, ""));
        return gateway.map(ProcessFile::pid).orElse(0L);
    }

    private void awaitGateway(long before) {
        boolean isBack =
                ServiceClient.await(
                        () -> own.data().gateway().filter(now -> now.pid() != before).isPresent(),
                        LIMIT);
        if (!isBack) {
            throw ApiException.away("No gateway came within 20 s after the last one was killed.");
        }
    }

    private void killInstance() {
        var instances =
                own.data().instances().stream()
                        .filter(one -> one.node().textAt("spec", "service").endsWith(service))
                        .toList();
        if (!instances.isEmpty()) {
            var one = instances.get(random.nextInt(instances.size()));
            kill(Kill.Victim.INSTANCE, one, one.node().textAt("spec", "version"));
        }
    }

    private void kill(Kill.Victim victim, ProcessFile process, String version) {
        long from = clock.getAsLong();
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        while (!isGone(process.pid())) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        kills.add(new Kill(victim, process.pid(), version, from, clock.getAsLong()));
    }

    /// Whether nothing of the process is left but its number, which its parent has yet to take note of: the last of its
    /// threads closes its sockets.
    static boolean isGone(long pid) {
        if (!Files.isDirectory(PROC.resolve("self/task"))) {
            return ProcessHandle.of(pid).isEmpty();
        }
        var process = PROC.resolve(Long.toString(pid));
        try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
            int count = 0;
            for (var _ : threads) {
                count++;
            }
            var stat = Files.readString(process.resolve("stat"));
            return count <= 1 && stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
        } catch (IOException e) {
            return true;
        }
    }
}
