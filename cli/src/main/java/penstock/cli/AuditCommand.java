package penstock.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import penstock.cli.api.Api;
import penstock.cli.api.Wire;
import penstock.cli.terminal.Style;
import penstock.cli.terminal.Table;
import penstock.model.Node;
import penstock.model.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        description =
                "Lists who changed what and why; `audit verify` proves that no entry was changed or removed.")
final class AuditCommand implements Callable<Integer> {
    private enum Verb {
        LIST,
        VERIFY
    }

    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "list or verify (default: list).")
    private String verb = "list";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table, yaml or json (default: table).")
    private String output = "table";

    AuditCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        var chosen = Connection.choice(Verb.class, "audit", verb);
        var form = Connection.choice(Output.class, "--output", output);
        try (var api = connection.connect()) {
            return switch (chosen) {
                case LIST -> list(api, form);
                case VERIFY -> verify(api);
            };
        }
    }

    private int list(Api api, Output form) {
        var answer = api.get(Wire.AUDIT);
        switch (form) {
            case JSON -> context.line(Text.writeJson(answer));
            case YAML -> Text.writeYaml(answer).lines().forEach(context::line);
            case TABLE, NAME -> table(answer).lines().forEach(context::line);
        }
        return Exit.DONE;
    }

    private static Table table(Node answer) {
        var table = new Table(List.of("Number", "At", "By", "Did", "To", "Reason"));
        var entries = answer.at("items").or(() -> answer.at("entries")).orElse(answer);
        for (var entry : entries.asList()) {
            table.row(
                    List.of(
                            entry.textAt("sequence"),
                            entry.textAt("at"),
                            entry.textAt("author"),
                            entry.textAt("verb"),
                            entry.textAt("subject"),
                            entry.textAt("reason")));
        }
        return table;
    }

    private static String first(Node entry, String name, String other) {
        var found = entry.textAt(name);
        return found.isEmpty() ? entry.textAt(other) : found;
    }

    private int verify(Api api) {
        var answer = api.get(Wire.AUDIT_VERIFY);
        boolean isIntact =
                Map.of("true", true).getOrDefault(first(answer, "intact", "valid"), false);
        var message = first(answer, "message", "detail");
        var entries = answer.textAt("entries");
        if (isIntact) {
            context.line(
                    context.terminal().styled(Style.GOOD, "The audit log is whole")
                            + (entries.isEmpty() ? "." : " (" + entries + " entries)."));
            return Exit.DONE;
        }
        context.terminal().error(message.isEmpty() ? "The audit log was tampered with." : message);
        return Exit.FAILED;
    }
}
