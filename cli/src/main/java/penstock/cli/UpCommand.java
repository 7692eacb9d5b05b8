package penstock.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import penstock.cli.terminal.Style;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Starts the server, and with it the gateway and the services.",
            "It goes on after this command has ended; instances that still run are taken over as they are."
        })
final class UpCommand implements Callable<Integer> {
    private static final Duration GATEWAY_LIMIT = Duration.ofSeconds(5);
    private static final int LAST_PORT = 65_535;

    private final Context context;
    @Mixin private final Connection connection;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the API (default: the configured one).")
    private int port = -1;

    @Option(
            names = "--gateway-port",
            paramLabel = "N",
            description = "Port on which the gateway takes traffic.")
    private int gatewayPort = -1;

    @Option(names = "--foreground", description = "Stay in the terminal; Ctrl-C stops the server.")
    private boolean isForeground;

    UpCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        checkPort("--port", port);
        checkPort("--gateway-port", gatewayPort);
        var data = connection.data();
        if (data.server().isPresent()) {
            context.line("Penstock is already running.");
            tell(data);
            return Exit.DONE;
        }
        var installation = new Installation(data, Program.current());
        var ports = new Installation.Ports(port, gatewayPort);
        if (isForeground) {
            return installation.runInForeground(ports);
        }
        installation.start(ports);
        installation.awaitGateway(GATEWAY_LIMIT);
        context.line(context.terminal().styled(Style.GOOD, "Penstock is up."));
        tell(data);
        return Exit.DONE;
    }

    private static void checkPort(String option, int port) {
        if (port < -1 || port > LAST_PORT) {
            throw ApiException.usage(
                    option + ": " + port + " (expected: 0 to 65535; 0 takes a free one)");
        }
    }

    private void tell(DataDirectory data) {
        data.server()
                .ifPresent(server -> context.line("  API        " + server.node().textAt("url")));
        context.line(
                "  gateway    "
                        + data.gatewayAddress()
                                .map(Object::toString)
                                .orElse(
                                        "not running (is its port taken?); see "
                                                + data.path().resolve("logs/gateway.log")));
        context.line("  token      " + data.tokenFile());
        context.line("  data       " + data.path());
        context.line("  log        " + data.serverLog());
        context.line("  stop with  penstock down" + data.option());
    }
}
