package penstock.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh: source <(penstock completion)")
final class CompletionCommand implements Callable<Integer> {
    private final Context context;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.terminal()
                .out()
                .print(AutoComplete.bash("penstock", Penstock.commandLine(context)));
        context.terminal().out().flush();
        return Exit.DONE;
    }
}
