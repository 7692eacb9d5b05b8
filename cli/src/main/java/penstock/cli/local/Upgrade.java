package penstock.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
    /// @param what `server`, `guardian` or `gateway`; a guardian stays the same process
    public record Replaced(
            String what, long processBefore, long process, String buildBefore, String build) {
        @Override
        public String toString() {
            return "%-8s process %s, build %s"
                    .formatted(
                            what,
                            change(Long.toString(processBefore), Long.toString(process)),
                            change(buildBefore, build));
        }

        private static String change(String before, String now) {
            return before.equals(now) ? now : before + " → " + now;
        }
    }

    /// Replaces the gateway, also by the same program. Works without a server.
    ///
    /// @throws ApiException when there is none, or when its successor did not come up; the old one goes on then
    public Replaced gateway() {
        var before = data.gateway().orElseThrow(() -> nothingRuns("gateway"));
        return alone(
                () -> {
                    var buildBefore = data.gatewayBuild();
                    guardian.handOver(program::gateway);
                    return gatewayReplaced(before, buildBefore);
                });
    }

    private ApiException nothingRuns(String what) {
        return ApiException.away(
                "No "
                        + what
                        + " runs from "
                        + data.path()
                        + ". Start it with: penstock up"
                        + data.option());
    }

    private Replaced gatewayReplaced(ProcessFile before, String buildBefore) {
        return new Replaced(
                "gateway",
                before.pid(),
                data.gateway().map(ProcessFile::pid).orElse(0L),
                buildBefore,
                data.gatewayBuild());
    }

    /// Two at a time would take each other's work for a failure.
    private <T> T alone(Supplier<T> work) {
        try (var _ = Turn.take(data.upgradeLock()).orElseThrow(Upgrade::isUnderWay)) {
            return work.get();
        }
    }

    private static ApiException isUnderWay() {
        return new ApiException(
                "upgrade", List.of("Another upgrade is under way; nothing was done by this one."));
    }

    /// Replaces the server, then the guardian if this build has another, then the gateway.
    ///
    /// @throws ApiException when there is none or the new one does not come up; the old one is started again then
    public List<Replaced> all() {
        if (data.server().isEmpty()) {
            throw nothingRuns("server");
        }
        return alone(this::allAlone);
    }

    private List<Replaced> allAlone() {
        var server = data.server().orElseThrow(() -> nothingRuns("server"));
        var gateway = data.gateway();
        var gatewayBuild = data.gatewayBuild();
        boolean isOther = gateway.isPresent() && !isOfThisBuild(guardian.command());
        var guardianBefore = guardian.written();
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
                        Build.name(buildBefore),
                        Build.name(program.build().toString())));
        if (isOther) {
            awaitGateway();
            guardianBefore.flatMap(guardian::replaced).ifPresent(replaced::add);
            replaced.add(gatewayReplaced(gateway.get(), gatewayBuild));
        }
        return replaced;
    }

    private void forgetFailure() {
        try {
            Files.deleteIfExists(data.failedGatewayCommand());
            Files.deleteIfExists(data.failedGuardianCommand());
        } catch (IOException e) {
            throw ApiException.away(e.getMessage() + " cannot be deleted.");
        }
    }

    private void restart(String buildBefore) {
        var arguments = arguments();
        try {
            installation.start(program, arguments);
        } catch (ApiException failed) {
            if (buildBefore.isEmpty() || !Files.isDirectory(Path.of(buildBefore))) {
                throw failed;
            }
            installation.abandon();
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

    /// The server hands both over as soon as it runs, the guardian first.
    private void awaitGateway() {
        if (guardian.isReplacedByServer(this::isOfThisBuild)) {
            return;
        }
        throw new ApiException(
                "upgrade",
                List.of(
                        "The server was replaced, but the new "
                                + (Files.exists(data.failedGuardianCommand())
                                        ? "guardian failed its trial; guardian and gateway of before go on."
                                        : "gateway did not come up; the one of before goes on.")
                                + " Its log: "
                                + data.gatewayLog()));
    }
}
