package penstock.server;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import penstock.model.Problem;
import penstock.model.ProblemException;
import penstock.server.config.Settings;
import penstock.server.config.SettingsReader;
import penstock.server.logging.LogKeys;

/// Starts the server from the command line. Exit codes: 0 stopped, 1 could not start, 2 wrong settings.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String CONFIG = "--config";
    private static final String FILE_NAME = "penstock.yaml";

    private final Map<String, String> variables;
    private final PrintStream out;
    private final PrintStream err;

    Main(Map<String, String> variables, PrintStream out, PrintStream err) {
        this.variables = variables;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int code = new Main(System.getenv(), out, err).run(List.of(arguments), Main::serve);
        System.exit(code);
    }

    /// What to do with settings that are in order.
    interface Service {
        void run(Settings settings) throws InterruptedException;
    }

    int run(List<String> arguments, Service service) {
        if (arguments.contains("--help")) {
            out.println(help());
            return 0;
        }
        if (arguments.contains("--version")) {
            out.println(Version.current());
            return 0;
        }
        try {
            var settings = settings(arguments);
            if (arguments.contains("--print-settings")) {
                out.print(SettingsReader.effective(settings));
                return 0;
            }
            service.run(settings);
            return 0;
        } catch (ProblemException e) {
            err.println(e.problem().message());
            return e.problem() instanceof Problem.Invalid ? USAGE : FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static String help() {
        return """
        Starts the Penstock server.

          --config FILE                Settings as YAML (default: penstock.yaml in the data directory, if there is one; PENSTOCK_CONFIG)
          --print-settings             Prints the settings that apply, secrets hidden, and ends
          --version                    Prints the version and ends
        """
                + SettingsReader.help();
    }

    private Settings settings(List<String> arguments) {
        var flags = new ArrayList<>(arguments);
        flags.removeIf("--print-settings"::equals);
        var given = configFlag(flags).or(() -> variable("PENSTOCK_CONFIG"));
        var others = new java.util.HashMap<>(variables);
        others.remove("PENSTOCK_CONFIG");
        var file = given.map(Path::of).or(() -> usualFile(others, flags));
        return SettingsReader.read(file, others, flags);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /// Takes `--config FILE` or `--config=FILE` out of the flags.
    private static Optional<String> configFlag(List<String> flags) {
        for (int i = 0; i < flags.size(); i++) {
            var flag = flags.get(i);
            if (flag.startsWith(CONFIG + "=")) {
                flags.remove(i);
                return Optional.of(flag.substring(CONFIG.length() + 1));
            }
            if (flag.equals(CONFIG)) {
                if (i + 1 == flags.size()) {
                    throw new ProblemException(
                            Problem.Invalid.at("", CONFIG, "no value (expected: --config FILE)"));
                }
                var file = flags.get(i + 1);
                flags.subList(i, i + 2).clear();
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /// `penstock.yaml` in the directory that flags, variables or the default name.
    private static Optional<Path> usualFile(Map<String, String> variables, List<String> flags) {
        var directory = SettingsReader.read(Optional.empty(), variables, flags).data().path();
        return Optional.of(directory.resolve(FILE_NAME)).filter(Files::isRegularFile);
    }

    private static void serve(Settings settings) throws InterruptedException {
        var server = Server.start(settings);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    server.close();
                                    stopped.countDown();
                                },
                                "stop"));
        long millis =
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(at -> System.currentTimeMillis() - at.toEpochMilli())
                        .orElse(0L);
        LOG.atInfo()
                .addKeyValue(LogKeys.URL, server.url())
                .addKeyValue(LogKeys.DIRECTORY, settings.data())
                .addKeyValue(LogKeys.MILLISECONDS, millis)
                .log("server ready");
        stopped.await();
    }
}
