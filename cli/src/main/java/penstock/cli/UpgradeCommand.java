package penstock.cli;

import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.local.ProcessFile;
import penstock.cli.local.Program;
import penstock.cli.local.Upgrade;
import penstock.cli.terminal.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "upgrade",
        description = {
            "Puts this build in place of the server and the gateway that run, while services and rollouts go on.",
            "The gateway hands its sockets to its successor and ends what it has in hand; no connection is refused.",
            "The order is server, guardian (if this build has another), gateway; what does not come up leaves the one of before."
        })
final class UpgradeCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Option(
            names = "--gateway",
            description = "Replace the gateway only, also when nothing about it has changed.")
    private boolean isGatewayOnly;

    UpgradeCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var upgrade = new Upgrade(connection.data(), Program.current());
        var replaced = isGatewayOnly ? List.of(upgrade.gateway()) : upgrade.all();
        replaced.forEach(each -> context.line(each.toString()));
        boolean isGuardianReplaced =
                replaced.stream().anyMatch(each -> each.what().equals("guardian"));
        if (!isGatewayOnly && !isGuardianReplaced) {
            connection.data().guardian().map(UpgradeCommand::goesOn).ifPresent(context::line);
        }
        if (!isGatewayOnly && replaced.size() == 1) {
            context.line("gateway  goes on: it is of this build already");
        }
        context.line(context.terminal().styled(Style.GOOD, "Upgraded."));
        return Exit.DONE;
    }

    /// A guardian of an early build does not name its protocol, and knows no order to be replaced.
    private static String goesOn(ProcessFile guardian) {
        return guardian.node().textAt("protocol").isEmpty()
                ? "guardian goes on: it is too old to be replaced but by penstock down and up"
                : "guardian goes on: this build has the same";
    }
}
