package penstock.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import penstock.cli.api.ApiException;
import penstock.cli.api.ScrapeHealth;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.LeftOrders;
import penstock.cli.local.ProcessFile;
import penstock.cli.local.Strays;
import penstock.cli.terminal.Style;
import penstock.model.Size;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description =
                "Checks what Penstock needs: JDK, data directory, server, metrics, gateway, disk space, stray processes.")
final class DoctorCommand implements Callable<Integer> {
    private enum Result {
        OK,
        NOTE,
        BAD
    }

    private record Finding(Result result, String what, String remedy) {}

    private static final int JDK_WANTED = 25;
    private static final long DISK_WANTED = 1L << 30;

    private final Context context;
    @Mixin private final Connection connection;

    @Option(
            names = "--clean",
            description = "End the stray processes that were found; asks before it does.")
    private boolean isClean;

    @Option(names = "--yes", description = "With --clean: do not ask.")
    private boolean isSure;

    DoctorCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var data = connection.data();
        var findings = new ArrayList<Finding>();
        findings.add(jdk());
        findings.add(directory(data));
        findings.add(disk(data));
        findings.add(token(data));
        findings.add(server(data));
        findings.addAll(impaired(data));
        findings.add(gateway(data));
        findings.add(guardian(data));
        findings.add(instances(data));
        findings.addAll(refusedOrders(data));
        var strays = new Strays(data).find();
        findings.add(strays(data, strays));
        findings.forEach(this::print);
        if (isClean && !strays.isEmpty()) {
            boolean isElseGood =
                    findings.stream().filter(found -> found.result() == Result.BAD).count() == 1;
            return clean(strays) && isElseGood ? Exit.DONE : Exit.FAILED;
        }
        return findings.stream().anyMatch(found -> found.result() == Result.BAD)
                ? Exit.FAILED
                : Exit.DONE;
    }

    private void print(Finding finding) {
        var terminal = context.terminal();
        var mark =
                switch (finding.result()) {
                    case OK -> terminal.styled(Style.GOOD, "ok  ");
                    case NOTE -> terminal.styled(Style.NOTE, "note");
                    case BAD -> terminal.styled(Style.BAD, "bad ");
                };
        context.line(
                mark
                        + "  "
                        + finding.what()
                        + (finding.remedy().isEmpty() ? "" : " — " + finding.remedy()));
    }

    private static Finding ok(String what) {
        return new Finding(Result.OK, what, "");
    }

    private static Finding jdk() {
        int feature = Runtime.version().feature();
        var what = "JDK " + Runtime.version();
        return feature >= JDK_WANTED
                ? ok(what)
                : new Finding(Result.BAD, what, "install a JDK " + JDK_WANTED + " or newer");
    }

    private static Finding directory(DataDirectory data) {
        var path = data.path();
        if (!Files.exists(path)) {
            return new Finding(
                    Result.NOTE,
                    "data directory " + path + " does not exist",
                    "`penstock up` makes it");
        }
        return Files.isDirectory(path) && Files.isWritable(path)
                ? ok("data directory " + path)
                : new Finding(
                        Result.BAD,
                        "data directory " + path + " is not writable",
                        "make it so, or use --data");
    }

    private static Finding disk(DataDirectory data) {
        try {
            long free = Files.getFileStore(existing(data.path())).getUsableSpace();
            var what = "free disk space " + new Size(free >> 20 << 20);
            return free >= DISK_WANTED
                    ? ok(what)
                    : new Finding(Result.BAD, what, "free at least 1Gi");
        } catch (IOException e) {
            return new Finding(Result.NOTE, "free disk space is not known", "");
        }
    }

    private static Path existing(Path path) {
        var found = path;
        while (!Files.exists(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }

    private static Finding token(DataDirectory data) {
        var file = data.tokenFile();
        if (!Files.exists(file)) {
            return new Finding(
                    Result.NOTE, "no administrator token yet", "the first start writes it");
        }
        try {
            var others =
                    Files.getPosixFilePermissions(file).stream()
                            .filter(permission -> !permission.name().startsWith("OWNER"))
                            .toList();
            return others.isEmpty()
                    ? ok("administrator token, readable by its owner only")
                    : new Finding(Result.BAD, "others may read " + file, "chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException e) {
            return new Finding(Result.NOTE, "the rights of " + file + " are not known", "");
        }
    }

    private static Finding server(DataDirectory data) {
        var server = data.server();
        if (server.isEmpty()) {
            return new Finding(
                    Result.NOTE,
                    "the server is not running",
                    "start it with: penstock up" + data.option());
        }
        try (var api = data.connect()) {
            api.kinds();
            var missing = api.missing();
            if (!missing.isEmpty()) {
                return new Finding(
                        Result.BAD,
                        "the server takes no changes: " + String.join(" ", missing),
                        "");
            }
            return ok("server answers at " + api.base() + " (process " + server.get().pid() + ")");
        } catch (ApiException e) {
            return new Finding(
                    Result.BAD,
                    "the server (process "
                            + server.get().pid()
                            + ") does not answer: "
                            + e.getMessage(),
                    "see " + data.serverLog());
        }
    }

    /// Nothing when the server does not answer: that is told already.
    private static List<Finding> impaired(DataDirectory data) {
        if (data.server().isEmpty()) {
            return List.of();
        }
        try (var api = data.connect()) {
            var found = new ArrayList<Finding>();
            api.impaired().forEach(text -> found.add(new Finding(Result.NOTE, text, "")));
            ScrapeHealth.sentence(api)
                    .map(
                            text ->
                                    new Finding(
                                            Result.NOTE,
                                            text,
                                            "`penstock query 'up == 0'` lists them all"))
                    .ifPresent(found::add);
            return found;
        } catch (ApiException _) {
            return List.of();
        }
    }

    private static Finding gateway(DataDirectory data) {
        var gateway = data.gateway();
        var address = data.gatewayAddress();
        if (gateway.isEmpty() || address.isEmpty()) {
            boolean isMissed = data.server().isPresent();
            return missing(isMissed, address.stream().toList());
        }
        return isOpen(address.get())
                ? ok(
                        "gateway takes traffic at "
                                + address.get()
                                + " (process "
                                + gateway.get().pid()
                                + ")")
                : new Finding(
                        Result.BAD,
                        "nothing listens at " + address.get(),
                        "restart with: penstock down && penstock up");
    }

    private static Finding guardian(DataDirectory data) {
        var guardian = data.guardian();
        if (Files.exists(data.failedGatewayCommand())) {
            return new Finding(
                    Result.BAD,
                    "the last upgrade of the gateway failed; the old one goes on",
                    "see " + data.gatewayLog() + ", then: penstock upgrade");
        }
        if (Files.exists(data.failedGuardianCommand())) {
            return new Finding(
                    Result.BAD,
                    "the last upgrade of the guardian failed; the old one goes on",
                    "see " + data.gatewayLog() + ", then: penstock upgrade");
        }
        if (guardian.isPresent()) {
            return ok(
                    "guardian holds the gateway's sockets (process " + guardian.get().pid() + ")");
        }
        return data.gateway().isPresent()
                ? new Finding(
                        Result.NOTE,
                        "the gateway has no guardian; connections are refused while it is started again",
                        "")
                : new Finding(Result.NOTE, "the guardian is not running", "");
    }

    private static Finding missing(boolean isMissed, List<URI> lastAddress) {
        for (var address : lastAddress) {
            if (!isFree(address.getPort())) {
                return new Finding(
                        Result.BAD,
                        "port " + address.getPort() + " of the gateway is used by another program",
                        "stop it, or start with --gateway-port");
            }
        }
        return isMissed
                ? new Finding(
                        Result.BAD,
                        "the gateway is not running",
                        "the server starts it; see its log")
                : new Finding(Result.NOTE, "the gateway is not running", "");
    }

    private static boolean isOpen(URI address) {
        try (var _ = new Socket(address.getHost(), address.getPort())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Finding instances(DataDirectory data) {
        var running = data.instances();
        if (data.server().isEmpty() && !running.isEmpty()) {
            var pids = running.stream().map(ProcessFile::pid).map(Object::toString).toList();
            return new Finding(
                    Result.NOTE,
                    running.size()
                            + " instances run without a server (processes "
                            + String.join(", ", pids)
                            + ")",
                    "`penstock up` adopts them, `penstock down` stops them");
        }
        return ok(running.size() + (running.size() == 1 ? " instance runs" : " instances run"));
    }

    private static List<Finding> refusedOrders(DataDirectory data) {
        return new LeftOrders(data)
                .refused().stream()
                        .map(
                                order ->
                                        new Finding(
                                                Result.NOTE,
                                                "an order was not carried out: " + order,
                                                "delete it when you have seen it"))
                        .toList();
    }

    private static Finding strays(DataDirectory data, List<Strays.Stray> strays) {
        if (!Strays.areVisible()) {
            return new Finding(Result.NOTE, "stray processes cannot be found without /proc", "");
        }
        return strays.isEmpty()
                ? ok("no stray processes")
                : new Finding(
                        Result.BAD,
                        "nothing accounts for: "
                                + strays.stream()
                                        .map(Strays.Stray::words)
                                        .collect(Collectors.joining(", ")),
                        "end them with: penstock doctor --clean" + data.option());
    }

    /// @return whether all are gone
    private boolean clean(List<Strays.Stray> strays) {
        if (!isSure && !isAgreed(strays.size())) {
            context.line("Nothing was ended.");
            return false;
        }
        boolean areGone = true;
        for (var stray : strays) {
            boolean isGone = Strays.end(stray);
            context.line(stray.words() + (isGone ? " ended" : " could not be ended"));
            areGone &= isGone;
        }
        return areGone;
    }

    private boolean isAgreed(int count) {
        if (!context.terminal().isInteractive()) {
            throw ApiException.usage("--clean asks before it ends processes; here say --yes.");
        }
        context.line(
                count == 1
                        ? "End this process? [y/N]"
                        : "End these " + count + " processes? [y/N]");
        var answer = new Scanner(context.input(), StandardCharsets.UTF_8);
        return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
    }
}
