package penstock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import penstock.cli.api.Wire;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Folders;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import picocli.CommandLine.Command;

@Command(
        name = "prepare-fast-start",
        hidden = true,
        description =
                "Runs everything once on an empty directory so that the JVM can note what to load (JEP 514).")
final class PrepareCommand implements Callable<Integer> {
    private static final Duration GATEWAY_LIMIT = Duration.ofSeconds(5);

    private final Context context;

    PrepareCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        System.setProperty(Program.PREPARING, "true");
        var folder = Files.createTempDirectory("penstock-prepare");
        var installation = new Installation(new DataDirectory(folder), Program.current());
        try {
            installation.start(Installation.Ports.FREE);
            installation.awaitGateway(GATEWAY_LIMIT);
            try (var api = installation.data().connect()) {
                for (var kind : api.kinds().entries()) {
                    var list = api.get(Wire.collection(kind, "production"));
                    var items = list.at("items").orElse(list).asList();
                    new ResourcePrinter(context.clock())
                            .lines(Output.TABLE, kind, items, true)
                            .forEach(context::line);
                    new ResourcePrinter(context.clock())
                            .lines(Output.YAML, kind, items, true)
                            .forEach(context::line);
                }
            }
        } finally {
            installation.stop(true);
            Folders.delete(folder);
        }
        return Exit.DONE;
    }
}
