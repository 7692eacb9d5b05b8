package penstock.cli;

import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "traffic",
        description =
                "Shows what each version of a service served since the server started, by role.")
final class TrafficCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    TrafficCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var resource = Wire.service(connection.environment(), service);
            var seen = api.get(Wire.action(resource, "traffic"));
            var table =
                    new Table(
                            List.of(
                                    "Role",
                                    "Version",
                                    "Requests",
                                    "Failed",
                                    "Rescued",
                                    "Shed",
                                    "Ejections"));
            for (var line : seen.at("items").map(Node::asList).orElse(List.of())) {
                table.row(
                        List.of(
                                line.textAt("role"),
                                line.textAt("version"),
                                line.textAt("requests"),
                                line.textAt("failed"),
                                line.textAt("rescued"),
                                line.textAt("shed"),
                                line.textAt("ejections")));
            }
            table.lines().forEach(context::line);
            for (var id : seen.at("ejected").map(Node::asList).orElse(List.of())) {
                context.line("left out at present: " + id.asText().orElse(""));
            }
            return Exit.DONE;
        }
    }
}
