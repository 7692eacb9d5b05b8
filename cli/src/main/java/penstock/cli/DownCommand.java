package penstock.cli;

import java.util.concurrent.Callable;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = {
            "Stops everything that runs from the data directory: the server, then the gateway, then the instances, each"
                    + " after finishing what it has in hand. The next `up` starts the same services again."
        })
final class DownCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Option(
            names = "--keep-serving",
            description =
                    "Stop only the server; gateway and instances go on serving, and the next `up` adopts them.")
    private boolean isKeptServing;

    DownCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var stopped = new Installation(connection.data(), Program.current()).stop(!isKeptServing);
        stopped.forEach(context::line);
        if (stopped.isEmpty()) {
            context.line("Nothing runs from " + connection.data().path() + ".");
        }
        return Exit.DONE;
    }
}
