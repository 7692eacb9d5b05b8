package penstock.server.wiring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import penstock.gateway.ProgramOptions;

/// How the gateway's program is started: from the build that the launcher named, or, without one, with this program's
/// own class path.
final class GatewayCommand {
    private static final String MAIN = "penstock.gateway.Main";
    private static final String CACHE_OUTPUT = "-XX:AOTCacheOutput=";

    private GatewayCommand() {}

    /// The program and its first arguments.
    static List<String> current() {
        var build = Optional.ofNullable(System.getProperty("penstock.build")).map(Path::of);
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ProgramOptions.JVM);
        build.map(found -> found.resolve("gateway.aot"))
                .ifPresent(cache -> addCache(command, cache));
        command.add("-cp");
        command.add(
                build.map(GatewayCommand::classPath)
                        .orElseGet(() -> System.getProperty("java.class.path")));
        command.add(MAIN);
        return List.copyOf(command);
    }

    /// The same program as the guardian that runs the gateway.
    static List<String> guard(List<String> command) {
        var line = new ArrayList<String>();
        command.stream().filter(each -> !each.startsWith(CACHE_OUTPUT)).forEach(line::add);
        line.add(line.indexOf(MAIN) + 1, "guard");
        return List.copyOf(line);
    }

    /// In a session of its own where the machine has `setsid`, so that a signal to the server's terminal does not reach it.
    static List<String> apart(List<String> command) {
        var line = new ArrayList<String>();
        for (var setsid : List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid")) {
            if (line.isEmpty() && Files.isExecutable(Path.of(setsid))) {
                line.add(setsid);
            }
        }
        line.addAll(command);
        return List.copyOf(line);
    }

    /// The script that a guardian of this build runs; empty where the build has none.
    static byte[] script() throws IOException {
        try (var text = GatewayCommand.class.getResourceAsStream("/penstock/gateway/guardian.sh")) {
            return text == null ? new byte[0] : text.readAllBytes();
        }
    }

    /// A cache of prepared classes (JEP 514): made in the launcher's preparing run, used wherever it is.
    private static void addCache(List<String> command, Path cache) {
        if (Boolean.getBoolean("penstock.prepare")) {
            command.add(CACHE_OUTPUT + cache);
        } else if (Files.isRegularFile(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
    }

    private static String classPath(Path build) {
        try (var lines = Files.lines(build.resolve("gateway.classpath"))) {
            return lines.filter(line -> !line.isBlank())
                    .map(line -> build.resolve("lib").resolve(line).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(
                    build + " is not a whole build; delete it to build anew", e);
        }
    }
}
