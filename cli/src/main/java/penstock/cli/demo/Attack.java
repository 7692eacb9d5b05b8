package penstock.cli.demo;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import penstock.cli.api.ApiException;
import penstock.cli.api.RolloutView;
import penstock.cli.local.Installation;
import penstock.cli.local.ProcessFile;
import penstock.cli.local.Program;
import penstock.cli.local.Upgrade;

/// What the demonstration does to Penstock itself in the middle of a release: `kill -9` for the server while the
/// candidate has its first traffic, and another gateway in place of the running one at the next weight.
final class Attack {
    private final Installation installation;
    private final Program program;
    private final DemoScreen screen;
    private String weightAtKill = "";
    private boolean isServerKilled;
    private boolean isGatewayUpgraded;

    Attack(Installation installation, Program program, DemoScreen screen) {
        this.installation = installation;
        this.program = program;
        this.screen = screen;
    }

    /// Whether another server took over from the one that was killed, and another gateway the listening socket.
    record Result(boolean isServerKilled, boolean isGatewayUpgraded) {}

    Result result() {
        return new Result(isServerKilled, isGatewayUpgraded);
    }

    /// Does what is due at this point of the release.
    void next(RolloutView seen) {
        if (seen.isOver() || seen.weight().equals("0%")) {
            return;
        }
        if (!isServerKilled) {
            weightAtKill = seen.weight();
            killServer();
        } else if (!isGatewayUpgraded && !seen.weight().equals(weightAtKill)) {
            upgradeGateway();
        }
    }

    private void killServer() {
        var data = installation.data();
        var before = pid(data.server());
        data.server().ifPresent(ProcessFile::kill);
        long from = System.nanoTime();
        installation.startAgain();
        isServerKilled = before != pid(data.server());
        screen.say(
                "  the server (process "
                        + before
                        + ") was killed; another took over after "
                        + sinceMillis(from)
                        + " ms");
    }

    private void upgradeGateway() {
        var data = installation.data();
        var before = pid(data.gateway());
        long from = System.nanoTime();
        new Upgrade(data, program).gateway();
        isGatewayUpgraded = before != pid(data.gateway());
        screen.say(
                "  the gateway (process "
                        + before
                        + ") handed over to another after "
                        + sinceMillis(from)
                        + " ms");
    }

    private static long pid(Optional<ProcessFile> process) {
        return process.map(ProcessFile::pid)
                .orElseThrow(() -> ApiException.away("The server or the gateway is not running."));
    }

    private static long sinceMillis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
