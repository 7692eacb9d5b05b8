package penstock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.api.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Deletes resources.")
final class DeleteCommand implements Callable<Integer> {
    private final Context context;
    @Mixin private final Connection connection;

    @Mixin private final KindArgument kindArgument = new KindArgument();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME",
            description = "Names of the resources.")
    private List<String> names = List.of();

    @Mixin private final Reason reason = new Reason();

    DeleteCommand(Context context) {
        this.context = context;
        this.connection = new Connection(context);
    }

    @Override
    public Integer call() {
        try (var api = connection.connect()) {
            var wanted = kindArgument.someNames(names);
            var kind = kindArgument.in(api);
            var mistakes = new ArrayList<String>();
            for (var name : wanted) {
                try {
                    api.delete(Wire.resource(kind, connection.environment(), name), reason.text());
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
