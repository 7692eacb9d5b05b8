package penstock.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Folders;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import penstock.cli.local.Upgrade;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gateway-life",
        mixinStandardHelpOptions = true,
        description = {
            "How long clients wait when the gateway is killed, and what its replacement costs them.",
            "The gateway answers itself, without a service behind it."
        })
final class GatewayLife implements Callable<Integer> {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final Duration LIMIT = Duration.ofSeconds(15);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--kills", paramLabel = "N", description = "Trials (default: 30).")
    private int kills = 30;

    @Option(names = "--upgrades", paramLabel = "N", description = "Replacements (default: 10).")
    private int upgrades = 10;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Clients during replacements (default: 16).")
    private int clients = 16;

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean isOver;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        var program = Program.current();
        var folder = Files.createTempDirectory("penstock-bench");
        var data = new DataDirectory(folder);
        var installation = new Installation(data, program);
        try {
            installation.start(Installation.Ports.FREE);
            killed(installation, out);
            installation.awaitGateway(LIMIT);
            replaced(data, program, out);
        } finally {
            installation.stop(true);
            Folders.delete(folder);
        }
        return refused.get() + lost.get() == 0 ? 0 : 1;
    }

    private static URI address(DataDirectory data) {
        return data.gatewayAddress().orElseThrow();
    }

    /// From the signal to the whole answer to a request that is sent right after it.
    private void killed(Installation installation, PrintWriter out) throws IOException {
        var data = installation.data();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            installation.awaitGateway(LIMIT);
            var address = address(data);
            var gateway = data.gateway().orElseThrow();
            long from = System.nanoTime();
            ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
            while (ProcessHandle.of(gateway.pid()).filter(ProcessHandle::isAlive).isPresent()) {
                Thread.onSpinWait();
            }
            ask(address);
            seconds.add((System.nanoTime() - from) / 1e9);
        }
        seconds.sort(null);
        out.printf(
                Locale.ROOT,
                "kill -9 to answer, %d trials: median %.3f s, max %.3f s, refused %d%n",
                kills,
                seconds.get(seconds.size() / 2),
                seconds.getLast(),
                refused.get());
    }

    private void replaced(DataDirectory data, Program program, PrintWriter out)
            throws InterruptedException {
        var address = address(data);
        var upgrade = new Upgrade(data, program);
        answered.set(0);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(Thread.ofPlatform().start(() -> askUntilOver(address)));
        }
        for (int i = 0; i < upgrades; i++) {
            upgrade.gateway();
        }
        isOver = true;
        for (var thread : running) {
            thread.join();
        }
        out.printf(
                "%d replacements under load: %d requests, each on a connection of its own, refused %d, lost %d%n",
                upgrades, answered.get(), refused.get(), lost.get());
    }

    private void askUntilOver(URI address) {
        while (!isOver) {
            try {
                ask(address);
            } catch (IOException e) {
                lost.incrementAndGet();
            }
        }
    }

    private void ask(URI address) throws IOException {
        try (var socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
            socket.getOutputStream().write(REQUEST);
            if (socket.getInputStream().readAllBytes().length == 0) {
                throw new IOException("closed without an answer");
            }
            answered.incrementAndGet();
        } catch (ConnectException e) {
            refused.incrementAndGet();
        }
    }
}
