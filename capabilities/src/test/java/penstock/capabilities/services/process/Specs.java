package penstock.capabilities.services.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import penstock.capabilities.services.InstanceSpec;
import penstock.capabilities.services.RunSpec;
import penstock.model.Decoder;
import penstock.model.Node;
import penstock.model.Text;

/// Builds instances for tests the way users write them.
final class Specs {
    private final String id;
    private final List<String> command;
    private final List<String> lines = new ArrayList<>();

    private Specs(String id, List<String> command) {
        this.id = id;
        this.command = command;
    }

    static Specs shell(String id, String script) {
        return command(id, "/bin/sh", "-c", script);
    }

    static Specs program(String id, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                "java",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                Program.class.getName()));
        command.addAll(List.of(arguments));
        return new Specs(id, command);
    }

    static Specs command(String id, String... command) {
        return new Specs(id, List.of(command));
    }

    /// A probe by a command of the shell, quickly repeated.
    Specs ready(String script) {
        return with(
                "ready: { command: [/bin/sh, -c, '"
                        + script
                        + "'], every: 50ms, timeout: 5s, within: 60s }");
    }

    /// A line of the `run` section in YAML.
    Specs with(String line) {
        lines.add(line);
        return this;
    }

    RunSpec run() {
        var node =
                lines.isEmpty()
                        ? Node.map(Map.of())
                        : Text.readYaml(String.join("\n", lines), "spec").getFirst();
        var process =
                Node.map(Map.of("command", Node.list(command.stream().map(Node::text).toList())));
        return Decoder.decode(RunSpec.class, node.with("process", process), "", "run");
    }

    InstanceSpec spec() {
        return spec(Map.of(), Optional.empty());
    }

    InstanceSpec spec(Map<String, String> env, Optional<Path> artefact) {
        return new InstanceSpec(id, "production/shop", "1.2.3", "shop-1-2-3", run(), env, artefact);
    }
}
