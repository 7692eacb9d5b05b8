package penstock.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import penstock.cli.api.ApiException;

/// The build this command runs from, and how its other programs are started. The launcher says where it is.
///
/// @param home the repository
/// @param build the folder of the build: `lib/` and one list of jars for each program
/// @param java the `java` command
public record Program(Path home, Path build, Path java) {
    public static final String SERVER_MAIN = "penstock.server.Main";

    /// Set in the run from which the caches for a fast start are made; the server hands it on to the gateway.
    public static final String PREPARING = "penstock.prepare";

    /// Options of the server's JVM: small, quick to start.
    public static final List<String> SERVER_OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-Xms16m",
                    "-Xmx192m",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:disable",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /// @throws ApiException when the command was not started by the launcher
    public static Program current() {
        var home = System.getProperty("penstock.home", "");
        var build = System.getProperty("penstock.build", "");
        var java = System.getProperty("penstock.java", "");
        if (home.isEmpty() || build.isEmpty() || java.isEmpty()) {
            throw ApiException.usage(
                    "This needs the launcher: start it as ./penstock from the repository.");
        }
        return new Program(Path.of(home), Path.of(build), Path.of(java));
    }

    /// The command that runs the server.
    public List<String> server(List<String> arguments) {
        return command("server", SERVER_OPTIONS, SERVER_MAIN, arguments);
    }

    /// A gateway's command line, run from this build instead of the one it names.
    List<String> gateway(List<String> before) {
        var line = new ArrayList<>(before);
        line.removeIf(argument -> argument.startsWith("-XX:AOTCache"));
        int classPath = line.indexOf("-cp") + 1;
        line.set(classPath, classPath("gateway"));
        line.addAll(classPath - 1, cacheOption("gateway"));
        return List.copyOf(line);
    }

    /// The file in which a start of the program finds prepared classes; it may be missing.
    public Path cache(String module) {
        return build.resolve(module + ".aot");
    }

    /// A command that runs a program of a module from this build.
    public List<String> command(
            String module, List<String> options, String main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(cacheOption(module));
        command.add("-Dpenstock.prepare=" + Boolean.getBoolean(PREPARING));
        command.add("-Dpenstock.home=" + home);
        command.add("-Dpenstock.build=" + build);
        command.add("-Dpenstock.java=" + java);
        command.add("-cp");
        command.add(classPath(module));
        command.add(main);
        command.addAll(arguments);
        return List.copyOf(command);
    }

    private List<String> cacheOption(String module) {
        if (Boolean.getBoolean(PREPARING)) {
            return List.of("-XX:AOTCacheOutput=" + cache(module));
        }
        return Files.isRegularFile(cache(module))
                ? List.of("-XX:AOTCache=" + cache(module))
                : List.of();
    }

    public String classPath(String module) {
        var list = build.resolve(module + ".classpath");
        try (var lines = Files.lines(list)) {
            return lines.filter(line -> !line.isBlank())
                    .map(line -> build.resolve("lib").resolve(line).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    list + " cannot be read; delete target/penstock to build anew", e);
        }
    }
}
