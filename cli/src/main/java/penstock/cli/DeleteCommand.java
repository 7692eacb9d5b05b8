package penstock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Deletes resources.")
final class DeleteCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "Kind: its noun, plural, or first three letters.")
    private String kindWord = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Names of the resources.")
    private List<String> names = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log.")
    private String reason = "";

    DeleteCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var kind = api.kinds().called(kindWord);
            var mistakes = new ArrayList<String>();
            for (var name : names) {
                try {
                    api.delete(Wire.resource(kind, connection.environment(), name), reason);
                    context.line(kind.noun() + "/" + name + " deleted");
                } catch (ApiException e) {
                    mistakes.addAll(e.lines());
                }
            }
            if (!mistakes.isEmpty()) {
                throw new ApiException("delete", mistakes);
            }
            return Exit.DONE;
        }
    }
}
