package penstock.server.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.server.config.HostPort;
import penstock.server.config.ProxyAddress;
import penstock.server.config.Settings;
import penstock.server.wiring.GatewayFolder.Role;

/// Looks after the gateway and its guardian, which go on without a server. Takes over those of an earlier server, by process id
/// and start time, and starts a guardian where there is none. A gateway of another build or for another address of the API is
/// replaced through the guardian, without a gap, and so is a guardian with another script or other addresses; starting it again after a crash is the guardian's own business.
public final class GatewayProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);
    private static final Duration CHECK = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    /// Longer than the guardian itself gives what is to end.
    private static final Duration END_LIMIT = Duration.ofSeconds(40);

    private static final Duration START_LIMIT = Duration.ofSeconds(15);

    /// Longer than it takes to start a process.
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final int MISSED_CHECKS = 20;
    private static final String LISTEN = "--listen";

    private final Path data;
    private final GatewayFolder folder;
    private final List<HostPort> listen;
    private final List<String> command;
    private final Consumer<String> onEnded;
    private final Map<String, ProcessHandle> known = new HashMap<>();
    private final Handover handover;
    private volatile boolean isStopping;
    private Optional<Thread> watch = Optional.empty();
    private int missed;
    private boolean isChecked;

    /// @param data the data directory; gateway and guardian describe themselves in `run/`
    /// @param settings where users reach it; port 0 takes the one it had before, or any free one
    /// @param control the API's address
    /// @param credential the file with the gateway's token
    /// @param onEnded told the id of each gateway that has ended
    public static GatewayProcess start(
            Path data,
            Settings.Gateway settings,
            String control,
            Path credential,
            Consumer<String> onEnded) {
        var folder = new GatewayFolder(data.resolve("run"));
        var line = new ArrayList<>(GatewayCommand.current());
        line.addAll(List.of("--data", data.toString()));
        line.addAll(List.of(LISTEN, address(settings.listen(), folder)));
        settings.alsoListen().forEach(each -> line.addAll(List.of(LISTEN, each.toString())));
        settings.tlsListen().forEach(each -> line.addAll(List.of("--tls-listen", each.toString())));
        line.addAll(List.of("--control", control));
        line.addAll(List.of("--credential", credential.toString()));
        line.addAll(List.of("--answer-grace", settings.answerGrace().toSeconds() + "s"));
        line.addAll(List.of("--tunnel-grace", settings.tunnelGrace().toSeconds() + "s"));
        line.addAll(List.of("--min-body-rate", Long.toString(settings.minBodyRate().bytes())));
        line.addAll(List.of("--body-grace", settings.bodyGrace().toSeconds() + "s"));
        line.addAll(List.of("--transport", settings.transport().toString()));
        addRanges(line, "--trusted-proxies", settings.trustedProxies());
        addRanges(line, "--proxy-protocol", settings.proxyProtocol());
        line.addAll(ObservingOptions.of(data, settings));
        var process = new GatewayProcess(data, folder, settings.addresses(), line, onEnded);
        process.watch = Optional.of(Thread.ofVirtual().name("gateway watch").start(process::watch));
        return process;
    }

    private static void addRanges(List<String> line, String option, List<ProxyAddress> ranges) {
        if (!ranges.isEmpty()) {
            var texts = ranges.stream().map(ProxyAddress::toString).toList();
            line.addAll(List.of(option, String.join(",", texts)));
        }
    }

    private GatewayProcess(
            Path data,
            GatewayFolder folder,
            List<HostPort> listen,
            List<String> command,
            Consumer<String> onEnded) {
        this.data = data;
        this.folder = folder;
        this.listen = listen;
        this.command = List.copyOf(command);
        this.onEnded = onEnded;
        this.handover = new Handover(folder, () -> isStopping);
    }

    private static String address(HostPort listen, GatewayFolder folder) {
        var port = listen.port() == 0 ? folder.lastPort() : Optional.<Integer>empty();
        return port.map(known -> new HostPort(listen.host(), known)).orElse(listen).toString();
    }

    /// Stops watching; gateway and guardian go on. Afterwards nothing is started any more.
    @Override
    public void close() {
        isStopping = true;
        watch.ifPresent(GatewayProcess::end);
    }

    private static void end(Thread watch) {
        watch.interrupt();
        try {
            var _ = watch.join(CLOSE_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where the gateway of a data directory looks for its server, if one was started there.
    public static Optional<String> controlOf(Path data) {
        var line = new GatewayFolder(data.resolve("run")).command();
        int at = line.indexOf("--control");
        return at < 0 || at + 1 == line.size() ? Optional.empty() : Optional.of(line.get(at + 1));
    }

    private void watch() {
        var pause = Duration.ZERO;
        while (!isStopping) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                pause = isServed() ? CHECK : longer(pause);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException | Error e) {
                // Nobody else starts a gateway when there is none.
                if (pause.compareTo(CHECK) <= 0) {
                    LOG.atError().setCause(e).log("gateway could not be started, will try again");
                }
                pause = longer(pause);
            }
        }
    }

    /// Whether there is a gateway; starts one otherwise.
    private boolean isServed() throws IOException, InterruptedException {
        observe();
        if (isAbsent()) {
            spawn();
            isChecked = awaitStart();
            return isChecked;
        }
        if (!isChecked) {
            replaceIfChanged();
            isChecked = true;
        }
        return true;
    }

    /// Without a file descriptor left everything looks absent, so that is made sure of in between.
    private boolean isAbsent() throws IOException {
        if (folder.guardian().isPresent() || folder.gateway().isPresent()) {
            return false;
        }
        folder.requireReadable();
        return folder.guardian().isEmpty() && folder.gateway().isEmpty();
    }

    private static Duration longer(Duration pause) {
        var twice = pause.plus(CHECK).multipliedBy(2);
        return twice.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : twice;
    }

    /// Notes which gateways there are and which have ended. Should the guardian have missed an end, it is asked to look.
    private void observe() throws IOException {
        folder.requireReadable();
        var running = folder.gateway();
        running.ifPresent(found -> known.put(found.id(), found.process()));
        known.entrySet()
                .removeIf(
                        one -> {
                            boolean isOver = !one.getValue().isAlive();
                            if (isOver) {
                                LOG.atInfo()
                                        .addKeyValue("pid", one.getValue().pid())
                                        .log("gateway ended");
                                onEnded.accept(one.getKey());
                            }
                            return isOver;
                        });
        missed = running.isPresent() ? 0 : missed + 1;
        if (missed % MISSED_CHECKS == MISSED_CHECKS - 1 && folder.hasQueue()) {
            folder.order("check");
        }
    }

    private void replaceIfChanged() throws IOException, InterruptedException {
        var guardian = folder.guardian();
        if (guardian.isEmpty()) {
            if (!isSame(folder.command())) {
                LOG.atWarn()
                        .log(
                                "gateway runs without a guardian; replacing it refuses connections for a moment");
                folder.gateway().ifPresent(found -> found.process().destroy());
                await(() -> folder.gateway().isEmpty(), END_LIMIT);
            }
        } else if (!guardian.get().isReplaceable() && !isAtWantedAddresses(guardian.get())) {
            LOG.atWarn()
                    .addKeyValue("addresses", guardian.get().addresses())
                    .addKeyValue("listen", listen)
                    .log("gateway listens elsewhere; replacing it");
            folder.order("end");
            await(() -> !folder.hasQueue(), END_LIMIT);
            spawn();
            awaitStart();
        } else {
            replaceBoth(guardian.get());
        }
    }

    /// The guardian first: it opens what the gateway is to listen on.
    private void replaceBoth(GatewayFolder.Running guardian)
            throws IOException, InterruptedException {
        boolean isElsewhere = !isAtWantedAddresses(guardian);
        if (guardian.isReplaceable() && (isElsewhere || isOtherScript()) && !become()) {
            return;
        }
        if (isElsewhere || !isSame(folder.command())) {
            handOver();
        }
    }

    private boolean isOtherScript() throws IOException {
        return !Arrays.equals(folder.script(), GatewayCommand.script());
    }

    /// @return false when the guardian goes on as it was
    private boolean become() throws IOException, InterruptedException {
        await(folder::hasQueue, START_LIMIT);
        boolean isDone = handover.propose(Role.GUARDIAN, GatewayCommand.guard(command));
        if (isDone) {
            LOG.atInfo().addKeyValue("listen", listen).log("guardian replaced without a gap");
        } else if (!isStopping) {
            LOG.atError()
                    .addKeyValue("log", log().toString())
                    .log("the new guardian failed its trial; guardian and gateway of before go on");
        }
        return isDone;
    }

    /// Apart from the addresses: the guardian has the sockets, and port 0 is another number once it was taken.
    private boolean isSame(List<String> other) {
        return withoutAddresses(other).equals(withoutAddresses(command));
    }

    private static List<String> withoutAddresses(List<String> line) {
        var rest = new ArrayList<>(line);
        for (int at = rest.indexOf(LISTEN); at >= 0; at = rest.indexOf(LISTEN)) {
            rest.subList(at, Math.min(rest.size(), at + 2)).clear();
        }
        return rest;
    }

    private boolean isAtWantedAddresses(GatewayFolder.Running guardian) {
        var there = new ArrayList<>(guardian.addresses());
        for (var wanted : listen) {
            there.stream().filter(at -> isAt(at, wanted)).findFirst().ifPresent(there::remove);
        }
        return there.isEmpty() && guardian.addresses().size() == listen.size();
    }

    private static boolean isAt(InetSocketAddress address, HostPort wanted) {
        return address.getAddress().getHostAddress().equals(wanted.address())
                && (wanted.port() == 0 || wanted.port() == address.getPort());
    }

    private void handOver() throws IOException, InterruptedException {
        await(folder::hasQueue, START_LIMIT);
        if (handover.propose(Role.GATEWAY, command)) {
            LOG.atInfo().log("gateway replaced without a gap");
        } else if (!isStopping) {
            LOG.atError()
                    .addKeyValue("log", log().toString())
                    .log("the new gateway did not come up; the one of before goes on");
        }
    }

    private Optional<ProcessHandle> spawned = Optional.empty();

    private void spawn() throws IOException {
        Files.createDirectories(log().getParent());
        folder.command(command);
        var guard = GatewayCommand.guard(command);
        folder.guardianCommand(guard);
        var builder = new ProcessBuilder(GatewayCommand.apart(guard));
        builder.redirectInput(new java.io.File("/dev/null"));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        spawned = Optional.of(builder.start().toHandle());
        LOG.atInfo()
                .addKeyValue("pid", spawned.get().pid())
                .addKeyValue("listen", listen)
                .log("gateway started");
    }

    private Path log() {
        return data.resolve("logs").resolve("gateway.log");
    }

    /// Until the gateway has described itself, or what should start it has ended (its log says why).
    private boolean awaitStart() throws InterruptedException {
        await(
                () ->
                        folder.gateway().isPresent()
                                || !spawned.map(ProcessHandle::isAlive).orElse(false),
                START_LIMIT);
        boolean isThere = folder.gateway().isPresent();
        if (!isThere && !isStopping) {
            LOG.atError().addKeyValue("log", log().toString()).log("gateway did not start");
        }
        return isThere;
    }

    private void await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isStopping && !condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
    }
}
