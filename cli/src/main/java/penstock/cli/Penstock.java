package penstock.cli;

import java.util.List;
import penstock.cli.api.ApiException;
import penstock.cli.terminal.Style;
import penstock.model.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command with all its subcommands, and how it fails: lines for the user, never a stack trace.
@Command(
        name = "penstock",
        description = "Takes new versions into production in measured amounts.",
        version = "penstock 0.1.0",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage", "3:rolled back", "4:timed out"})
final class Penstock implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static int run(Context context, String... arguments) {
        return commandLine(context).execute(arguments);
    }

    static CommandLine commandLine(Context context) {
        var command = new CommandLine(new Penstock());
        subcommands(context).forEach(command::addSubcommand);
        command.getSubcommands()
                .values()
                .forEach(found -> found.getCommandSpec().addOption(help()));
        command.setOut(context.terminal().out());
        command.setErr(context.terminal().err());
        command.setColorScheme(
                Help.defaultColorScheme(
                        context.terminal().isColoured() ? Help.Ansi.ON : Help.Ansi.OFF));
        command.setCaseInsensitiveEnumValuesAllowed(true);
        command.setParameterExceptionHandler((e, _) -> misused(context, e));
        command.setExecutionExceptionHandler((e, _, _) -> failed(context, e));
        return command;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build();
    }

    private static List<Object> subcommands(Context context) {
        return List.of(
                new UpCommand(context),
                new DownCommand(context),
                new UpgradeCommand(context),
                new StatusCommand(context),
                new ApplyCommand(context),
                new GetCommand(context),
                new DescribeCommand(context),
                new DeleteCommand(context),
                new DiffCommand(context),
                new ReleaseCommand(context),
                new RolloutCommand(context),
                new ChecksCommand(context),
                new MaintenanceCommand(context),
                new CacheCommand(context),
                new TrafficCommand(context),
                new LogsCommand(context),
                new QueryCommand(context),
                new RulesCommand(context),
                new AuditCommand(context),
                new DoctorCommand(context),
                new DemoCommand(context),
                new CompletionCommand(context),
                new PrepareCommand(context));
    }

    private static int misused(Context context, ParameterException e) {
        var command = e.getCommandLine();
        context.terminal()
                .error(context.terminal().styled(Style.BAD, String.valueOf(e.getMessage())));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, context.terminal().err())) {
            context.terminal()
                    .error("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return Exit.USAGE;
    }

    private static int failed(Context context, Exception e) {
        var terminal = context.terminal();
        terminal.out().flush();
        return switch (e) {
            case ApiException known -> {
                known.lines().forEach(line -> terminal.error(terminal.styled(Style.BAD, line)));
                yield known.code().equals("usage") ? Exit.USAGE : Exit.FAILED;
            }
            case ProblemException known -> {
                known.problem()
                        .message()
                        .lines()
                        .forEach(line -> terminal.error(terminal.styled(Style.BAD, line)));
                yield Exit.FAILED;
            }
            default -> {
                terminal.error(
                        terminal.styled(
                                Style.BAD,
                                "Internal error: "
                                        + e
                                        + ". PENSTOCK_DEBUG=1 shows where it comes from."));
                if (!context.variable("PENSTOCK_DEBUG", "").isEmpty()) {
                    e.printStackTrace(terminal.err());
                }
                yield Exit.FAILED;
            }
        };
    }
}
