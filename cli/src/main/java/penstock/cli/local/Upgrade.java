package penstock.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import penstock.cli.api.ApiException;

/// Puts the programs of this build in place of those that run, without a request being lost: the server is started again, as
/// traffic does not need it, and the gateway hands over to its successor. Rollouts go on where they were.
public final class Upgrade {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final DataDirectory data;
    private final Program program;
    private final Installation installation;
    private final Guardian guardian;

    public Upgrade(DataDirectory data, Program program) {
        this.data = data;
        this.program = program;
        this.installation = new Installation(data, program);
        this.guardian = new Guardian(data);
    }

    /// What was replaced: process ids and names of builds.
    ///
    /// @param what `server` or `gateway`
    public record Replaced(
            String what, long processBefore, long process, String buildBefore, String build) {
        @Override
        public String toString() {
            return "%-8s process %d → %d, build %s"
                    .formatted(
                            what,
                            processBefore,
                            process,
                            buildBefore.equals(build) ? build : buildBefore + " → " + build);
        }
    }

    /// Replaces the gateway, also by the same program. Works without a server.
    ///
    /// @throws ApiException when there is none, or when its successor did not come up; the old one goes on then
    public Replaced gateway() {
        var before =
                data.gateway()
                        .orElseThrow(
                                () ->
                                        ApiException.away(
                                                "No gateway runs from "
                                                        + data.path()
                                                        + ". Start it with: penstock up"
                                                        + data.option()));
        var command = guardian.command();
        var wanted = program.gateway(command);
        guardian.handOver(wanted);
        return gatewayReplaced(before, command);
    }

    private Replaced gatewayReplaced(ProcessFile before, List<String> commandBefore) {
        return new Replaced(
                "gateway",
                before.pid(),
                data.gateway().map(ProcessFile::pid).orElse(0L),
                build(commandBefore),
                build(guardian.command()));
    }

    /// The name of the build that a command takes its class path from.
    private static String build(List<String> command) {
        int at = command.indexOf("-cp") + 1;
        var first = Path.of(command.get(at).split(java.io.File.pathSeparator, -1)[0]);
        return Optional.ofNullable(first.getParent())
                .map(Path::getParent)
                .map(Path::getFileName)
                .map(Path::toString)
                .orElse("unknown");
    }

    /// Replaces the server, then the gateway.
    ///
    /// @throws ApiException when there is none or the new one does not come up; the old one is started again then
    public List<Replaced> all() {
        var server =
                data.server()
                        .orElseThrow(
                                () ->
                                        ApiException.away(
                                                "No server runs from "
                                                        + data.path()
                                                        + ". Start it with: penstock up"
                                                        + data.option()));
        var gateway = data.gateway();
        var command = gateway.isPresent() ? guardian.command() : List.<String>of();
        var buildBefore = server.node().textAt("build");
        forgetFailure();
        if (!server.stop(STOP_LIMIT)) {
            server.kill();
        }
        restart(buildBefore);
        var replaced = new ArrayList<Replaced>();
        replaced.add(
                new Replaced(
                        "server",
                        server.pid(),
                        data.server().map(ProcessFile::pid).orElse(0L),
                        name(buildBefore),
                        String.valueOf(program.build().getFileName())));
        if (gateway.isPresent() && !isOfThisBuild(command)) {
            replaced.add(awaitGateway(gateway.get(), command));
        }
        return replaced;
    }

    private void forgetFailure() {
        try {
            Files.deleteIfExists(data.failedGatewayCommand());
        } catch (IOException e) {
            throw ApiException.away(data.failedGatewayCommand() + " cannot be deleted.");
        }
    }

    private static String name(String build) {
        return build.isEmpty() ? "unknown" : String.valueOf(Path.of(build).getFileName());
    }

    private void restart(String buildBefore) {
        var arguments = arguments();
        try {
            installation.start(program, arguments);
        } catch (ApiException failed) {
            if (buildBefore.isEmpty() || !Files.isDirectory(Path.of(buildBefore))) {
                throw failed;
            }
            data.server().ifPresent(ProcessFile::kill);
            installation.start(
                    new Program(program.home(), Path.of(buildBefore), program.java()), arguments);
            var lines = new ArrayList<>(failed.lines());
            lines.add("The server of before runs again; nothing else was changed.");
            throw new ApiException("upgrade", lines);
        }
    }

    /// As it was started before; settings in `penstock.yaml` are read again anyway.
    private List<String> arguments() {
        try {
            return Files.readAllLines(data.serverArguments());
        } catch (IOException e) {
            return List.of("--data", data.path().toString(), "--log-to", "file");
        }
    }

    private boolean isOfThisBuild(List<String> command) {
        return command.contains(program.classPath("gateway"));
    }

    /// The server hands the gateway over as soon as it runs.
    private Replaced awaitGateway(ProcessFile before, List<String> commandBefore) {
        boolean isDone =
                Guardian.await(
                                () ->
                                        isOfThisBuild(guardian.command())
                                                || Files.exists(data.failedGatewayCommand()))
                        && isOfThisBuild(guardian.command());
        if (!isDone) {
            throw new ApiException(
                    "upgrade",
                    List.of(
                            "The server was replaced, but the new gateway did not come up; the one of before goes on."
                                    + " Its log: "
                                    + data.gatewayLog()));
        }
        return gatewayReplaced(before, commandBefore);
    }
}
