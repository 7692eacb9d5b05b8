package penstock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import penstock.cli.api.ApiException;
import penstock.cli.demo.Demo;
import penstock.cli.load.LoadOptions;
import penstock.cli.local.DataDirectory;
import penstock.cli.local.Folders;
import penstock.cli.local.Installation;
import penstock.cli.local.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Shows it: puts load on a real service, releases a good version and three bad ones, and tells what users saw.",
            "Uses a data directory and ports of its own. Without --headless everything keeps running afterwards."
        })
final class DemoCommand implements Callable<Integer> {
    private static final double MAX_RATE = 1_000;

    private final Context context;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Empty directory to use (default: a temporary one).")
    private String data = "";

    @Option(names = "--headless", description = "End by itself; 0 only if every expectation held.")
    private boolean isHeadless;

    @Mixin private final LoadOptions load = new LoadOptions(130, MAX_RATE);

    DemoCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        double rate = load.rate();
        var folder = folder();
        var program = Program.current();
        var installation = new Installation(new DataDirectory(folder), program);
        var figures = load.json().isEmpty() ? "" : context.resolve(load.json()).toString();
        var demo = new Demo(installation, program, context.terminal(), rate, load.seed());
        var isRunning = new java.util.concurrent.atomic.AtomicBoolean(true);
        if (isHeadless) {
            // Ctrl-C and `timeout` must not leave a server, a gateway and instances behind.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(demo, isRunning)));
        }
        boolean isGood = false;
        try {
            isGood = demo.run(figures);
        } finally {
            if (isHeadless) {
                stop(demo, isRunning);
                if (isGood && data.isEmpty()) {
                    Folders.delete(folder);
                }
            }
        }
        if (!isHeadless) {
            context.line("");
            demo.farewell().forEach(context::line);
        }
        return isGood ? Exit.DONE : Exit.FAILED;
    }

    private static void stop(Demo demo, java.util.concurrent.atomic.AtomicBoolean isRunning) {
        if (isRunning.getAndSet(false)) {
            demo.close();
        }
    }

    private Path folder() throws IOException {
        if (data.isEmpty()) {
            return Files.createTempDirectory("penstock-demo-");
        }
        var folder = context.resolve(data).toAbsolutePath().normalize();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw ApiException.usage(
                            "--data: " + folder + " is not empty (expected: an empty directory)");
                }
            }
        }
        return folder;
    }
}
