package penstock.cli.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.cli.api.Api;
import penstock.cli.api.ApiException;
import penstock.model.Node;
import penstock.model.ProblemException;
import penstock.model.Text;

/// Where an installation keeps its state, and what its files say about what runs.
public record DataDirectory(Path path) {
    public Path serverFile() {
        return path.resolve("run/server.json");
    }

    public Path gatewayFile() {
        return path.resolve("run/gateway.json");
    }

    public Path guardianFile() {
        return path.resolve("run/guardian.json");
    }

    /// What the gateway is started with, one argument a line.
    Path gatewayCommand() {
        return path.resolve("run/gateway.command");
    }

    /// A command that is proposed to the guardian; it goes away once that is decided.
    Path nextGatewayCommand() {
        return path.resolve("run/gateway.next");
    }

    /// A command that did not come up when it should have replaced the gateway; another success removes it.
    public Path failedGatewayCommand() {
        return path.resolve("run/gateway.failed");
    }

    /// What the guardian was started with.
    Path guardianCommand() {
        return path.resolve("run/guardian.command");
    }

    /// The command of a guardian that did not pass its trial; another success removes it.
    public Path failedGuardianCommand() {
        return path.resolve("run/guardian.failed");
    }

    /// Held by whoever proposes another gateway or guardian.
    Path handoverLock() {
        return path.resolve("run/handover.lock");
    }

    /// Held by the upgrade that is under way.
    Path upgradeLock() {
        return path.resolve("run/upgrade.lock");
    }

    /// The orders of the guardian, a named pipe.
    Path gatewayQueue() {
        return path.resolve("run/gateway.queue");
    }

    /// What the server was started with, one argument a line.
    Path serverArguments() {
        return path.resolve("run/server.arguments");
    }

    public Path gatewayLog() {
        return path.resolve("logs/gateway.log");
    }

    public Path tokenFile() {
        return path.resolve("keys/admin.token");
    }

    public Path serverLog() {
        return path.resolve("logs/server.log");
    }

    /// What the server wrote before its own log was open.
    public Path startLog() {
        return path.resolve("logs/server.out");
    }

    /// The server that runs from here, if one does.
    public Optional<ProcessFile> server() {
        return lastServer().filter(ProcessFile::isAlive);
    }

    /// The same, also when it was killed.
    Optional<ProcessFile> lastServer() {
        return ProcessFile.read(serverFile());
    }

    public Optional<ProcessFile> gateway() {
        return atPort(gatewayFile());
    }

    /// The process that a file names, if it is still that process; one without port and start was not written by ours.
    private static Optional<ProcessFile> atPort(Path file) {
        return ProcessFile.read(file)
                .filter(found -> found.node().textAt("port").matches("[0-9]{1,5}"))
                .filter(found -> found.start().matches("(?:[0-9a-f-]+:)?[0-9]{1,18}"))
                .filter(ProcessFile::isAlive);
    }

    /// The name of the build that the gateway was started from; `unknown` where nothing says it.
    public String gatewayBuild() {
        return Build.ofCommand(gatewayCommand());
    }

    /// The same of the server that runs.
    public String serverBuild() {
        return server().map(found -> Build.name(found.node().textAt("build")))
                .orElse(Build.UNKNOWN);
    }

    /// The process that holds the gateway's sockets and starts it again.
    public Optional<ProcessFile> guardian() {
        return atPort(guardianFile());
    }

    /// The address at which the gateway takes requests.
    public Optional<URI> gatewayAddress() {
        return read(gatewayFile())
                .filter(node -> !node.textAt("port").isEmpty())
                .map(
                        node -> {
                            var host = node.textAt("host");
                            var name =
                                    host.isEmpty() || host.equals("0.0.0.0") ? "127.0.0.1" : host;
                            return URI.create("http://" + name + ":" + node.textAt("port"));
                        });
    }

    /// A client of the running server.
    ///
    /// @throws ApiException with the remedy when there is none
    public Api connect() {
        var server =
                server().orElseThrow(
                                () ->
                                        ApiException.away(
                                                "No server runs from "
                                                        + path
                                                        + ". Start it with: penstock up"
                                                        + option()));
        return new Api(URI.create(server.node().textAt("url")), token());
    }

    private String token() {
        try {
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw ApiException.away(
                    tokenFile() + " cannot be read; it holds the administrator's token.");
        }
    }

    /// ` --data …` as it has to be typed, or nothing for the usual directory.
    public String option() {
        var text = path.toString();
        boolean isUsual = path.equals(usual());
        return isUsual ? "" : " --data " + (text.contains(" ") ? "'" + text + "'" : text);
    }

    public static Path usual() {
        return Path.of(System.getProperty("user.home"), ".penstock");
    }

    /// Every process that runs from here besides server, gateway and guardian: instances of services.
    public List<ProcessFile> instances() {
        var own = List.of(serverFile(), gatewayFile(), guardianFile());
        var found = new ArrayList<ProcessFile>();
        for (var folder : List.of(path.resolve("run"), path.resolve("instances"))) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (var files = Files.walk(folder, 4)) {
                files.filter(file -> file.toString().endsWith(".json"))
                        .filter(file -> !own.contains(file))
                        .sorted()
                        .forEach(
                                file ->
                                        ProcessFile.read(file)
                                                .filter(ProcessFile::isAlive)
                                                .ifPresent(found::add));
            } catch (IOException | java.io.UncheckedIOException e) {
                // A file that goes away while the folder is read belongs to a process that has just
                // ended.
            }
        }
        return found;
    }

    static Optional<Node> read(Path file) {
        try {
            return Optional.of(Text.readJson(Files.readString(file)));
        } catch (IOException | ProblemException e) {
            return Optional.empty();
        }
    }
}
