package penstock.capabilities.services.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Spawns programs in sessions of their own, so that neither the end of the server nor a signal to its terminal
/// reaches them. The session is made by `setsid`, or by Perl where there is none; both become the program, so the
/// number of the process is the program's. Without either, programs share the server's session: they are still found
/// by their mark, but a signal to the terminal's group reaches them too.
final class Launcher {
    private static final String JOIN_GROUP = "echo $$ > \"$0\" && exec \"$@\"";
    private static final File NOTHING = new File("/dev/null");

    private final List<String> session;

    Launcher(List<String> session) {
        this.session = List.copyOf(session);
    }

    static Launcher find() {
        for (var setsid : List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid")) {
            if (Files.isExecutable(Path.of(setsid))) {
                return new Launcher(List.of(setsid));
            }
        }
        var perl = "/usr/bin/perl";
        return Files.isExecutable(Path.of(perl))
                ? new Launcher(
                        List.of(
                                perl,
                                "-MPOSIX",
                                "-e",
                                "POSIX::setsid(); exec {$ARGV[0]} @ARGV; die \"$ARGV[0]: $!\\n\""))
                : new Launcher(List.of());
    }

    /// Whether an instance is a session of its own.
    boolean hasSessions() {
        return !session.isEmpty();
    }

    /// @param command with the full path of the program
    /// @param group the file through which a process joins its control group
    /// @param log standard output and error are appended here
    Process launch(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            Optional<Path> group,
            Path log)
            throws IOException {
        var full = new ArrayList<>(session);
        group.ifPresent(file -> full.addAll(List.of("/bin/sh", "-c", JOIN_GROUP, file.toString())));
        full.addAll(command);
        return start(full, directory, environment, ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    /// A command that is waited for, such as a probe's; it stays in the server's session.
    Process run(List<String> command, Path directory, Map<String, String> environment, Path log)
            throws IOException {
        return start(command, directory, environment, ProcessBuilder.Redirect.to(log.toFile()));
    }

    private static Process start(
            List<String> command,
            Path directory,
            Map<String, String> environment,
            ProcessBuilder.Redirect output)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.redirectInput(NOTHING)
                .redirectOutput(output)
                .redirectErrorStream(true)
                .start();
    }
}
