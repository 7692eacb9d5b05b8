package penstock.cli;

import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints what the instances of a service wrote.")
final class LogsCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on and print new lines.")
    private boolean isFollowed;

    @Option(
            names = "--tail",
            paramLabel = "N",
            description = "Start with the last N lines (default: 100).")
    private int tail = 100;

    LogsCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        if (tail < 0) {
            throw ApiException.usage("--tail: " + tail + " (expected: 0 or more)");
        }
        try (var api = connection.connect()) {
            api.lines(
                    Wire.logs(connection.environment(), service, tail, isFollowed),
                    line -> {
                        context.line(line);
                        return !context.terminal().out().checkError();
                    });
        }
        return Exit.DONE;
    }
}
