package penstock.cli.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The names of builds: that of the folder in which a build lies.
final class Build {
    static final String UNKNOWN = "unknown";

    private Build() {}

    /// Of a build's folder.
    static String name(String folder) {
        return folder.isEmpty() ? UNKNOWN : String.valueOf(Path.of(folder).getFileName());
    }

    /// Of the command in a file, one argument a line.
    static String ofCommand(Path file) {
        try {
            return ofCommand(Files.readAllLines(file));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /// Of the build that a command takes its class path from.
    static String ofCommand(List<String> command) {
        int at = command.indexOf("-cp") + 1;
        if (at == 0 || at == command.size()) {
            return UNKNOWN;
        }
        var first = Path.of(command.get(at).split(File.pathSeparator, -1)[0]);
        return Optional.ofNullable(first.getParent())
                .map(Path::getParent)
                .map(Path::getFileName)
                .map(Path::toString)
                .orElse(UNKNOWN);
    }
}
