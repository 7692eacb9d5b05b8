package penstock.capabilities.services;

import java.util.List;
import java.util.Map;

/// A program to run. In the command `{port}` becomes the instance's port and `{artefact}` the path of its artefact.
///
/// @param command the program and its arguments; the program is a path or is looked up on the `PATH`; no shell
/// @param env added to the instance's environment
public record ProcessSpec(List<String> command, Map<String, String> env) {
    public ProcessSpec {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException(
                    "command: empty (expected: a program and its arguments)");
        }
        Checks.noNul("command", command);
        Checks.variables("env", env);
    }

    /// Whether the command needs an artefact to run.
    public boolean usesArtefact() {
        return command.stream().anyMatch(part -> part.contains("{artefact}"));
    }
}
