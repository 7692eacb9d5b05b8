package penstock.capabilities.services.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.services.InstanceSpec;

/// Commands as they are executed: placeholders replaced and the program found.
final class Commands {
    private Commands() {}

    /// @throws StartFailure when the program is not there or cannot be executed
    static List<String> resolve(List<String> command, InstanceSpec spec, int port, String path) {
        var resolved = new ArrayList<String>();
        for (var part : command) {
            var text = part.replace("{port}", Integer.toString(port));
            if (text.contains("{artefact}")) {
                text = text.replace("{artefact}", artefact(spec.artefact()).toString());
            }
            resolved.add(text);
        }
        resolved.set(0, program(resolved.getFirst(), path));
        return resolved;
    }

    private static Path artefact(Optional<Path> artefact) {
        if (artefact.isEmpty()) {
            throw new StartFailure(
                    "ArtefactMissing",
                    "command: uses {artefact}, but the release has none (expected: a release with an"
                            + " artefact)");
        }
        if (!Files.isReadable(artefact.get())) {
            throw new StartFailure(
                    "ArtefactMissing",
                    "artefact: " + artefact.get() + " is not there (expected: a readable file)");
        }
        return artefact.get();
    }

    /// The program's own path, so that a missing one is known before anything is spawned.
    static String program(String name, String path) {
        if (name.contains("/")) {
            var file = Path.of(name);
            if (!file.isAbsolute()) {
                throw new StartFailure(
                        "CommandNotFound",
                        "command: \""
                                + name
                                + "\" is a relative path (expected: an absolute path, a name on the"
                                + " PATH, or {artefact})");
            }
            if (!Files.isRegularFile(file)) {
                throw new StartFailure(
                        "CommandNotFound",
                        "command: \"" + name + "\" does not exist (expected: an executable file)");
            }
            if (!Files.isExecutable(file)) {
                throw new StartFailure(
                        "CommandNotExecutable",
                        "command: \""
                                + name
                                + "\" is not executable (expected: an executable file)");
            }
            return file.toString();
        }
        for (var folder : path.split(File.pathSeparator, -1)) {
            var file = Path.of(folder).resolve(name);
            if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        throw new StartFailure(
                "CommandNotFound",
                "command: \""
                        + name
                        + "\" was not found on the PATH (expected: a program in one of "
                        + path.replace(File.pathSeparator, ", ")
                        + ")");
    }

    /// The search path of an instance's environment.
    static String path(Map<String, String> environment) {
        return environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    }
}
