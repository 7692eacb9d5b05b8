package penstock.cli;

import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "describe", description = "Shows everything about one resource, for reading.")
final class DescribeCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Mixin private final KindArgument kindArgument = new KindArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Name of the resource.")
    private List<String> names = List.of();

    DescribeCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var name = kindArgument.someNames(names).getFirst();
            var kind = kindArgument.in(api);
            var resource = api.get(Wire.resource(kind, connection.environment(), name));
            head(kind.noun(), resource);
            section("spec", resource);
            section("status", resource);
            conditions(resource);
            return Exit.DONE;
        }
    }

    private void head(String noun, Node resource) {
        var metadata = resource.at("metadata").orElse(resource);
        context.line(context.terminal().styled(Style.BOLD, noun + "/" + metadata.textAt("name")));
        var environment = metadata.textAt("environment");
        if (!environment.isEmpty()) {
            context.line("  environment  " + environment);
        }
        context.line("  revision     " + metadata.textAt("revision"));
        for (var stamp : List.of("created", "changed")) {
            if (metadata.at(stamp).isPresent()) {
                var at = metadata.textAt(stamp, "at");
                var age = new ResourcePrinter(context.clock()).age(at);
                context.line(
                        "  "
                                + stamp
                                + "      "
                                + at
                                + " by "
                                + metadata.textAt(stamp, "by")
                                + " ("
                                + age
                                + " ago)");
            }
        }
        for (var key : List.of("labels", "annotations")) {
            if (metadata.at(key).orElse(Node.list(List.of())) instanceof Node.Mapping map
                    && !map.entries().isEmpty()) {
                context.line("  " + key);
                indent(Text.writeYaml(map));
            }
        }
    }

    private void section(String key, Node resource) {
        if (!(resource.at(key).orElse(Node.list(List.of())) instanceof Node.Mapping map)) {
            return;
        }
        var shown = new java.util.LinkedHashMap<>(map.entries());
        shown.remove("conditions");
        if (!shown.isEmpty()) {
            context.line(context.terminal().styled(Style.BOLD, key));
            indent(Text.writeYaml(Node.map(shown)));
        }
    }

    private void indent(String yaml) {
        yaml.lines().forEach(line -> context.line("  " + line));
    }

    private void conditions(Node resource) {
        var table = new Table(List.of("Condition", "Status", "Reason", "Since", "Message"));
        var printer = new ResourcePrinter(context.clock());
        for (var condition :
                resource.at("status", "conditions").map(Node::asList).orElse(List.of())) {
            table.row(
                    List.of(
                            condition.textAt("type"),
                            condition.textAt("status"),
                            condition.textAt("reason"),
                            printer.age(condition.textAt("since")),
                            condition.textAt("message")));
        }
        if (!table.isEmpty()) {
            table.lines().forEach(context::line);
        }
    }
}
