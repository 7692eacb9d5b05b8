package penstock.server.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import penstock.model.Node;
import penstock.model.Text;

/// What runs of an installation: its processes, found by the data directory among their arguments, and the records that it keeps of
/// its instances.
record Running(Path data) {
    /// Running processes of this installation.
    Stream<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> arguments(process).stream().anyMatch(this::isOfHere));
    }

    private boolean isOfHere(String argument) {
        return argument.equals(data.toString()) || argument.startsWith(data + "/run");
    }

    /// The JDK tells arguments up to 4 KiB only, which a class path is longer than.
    private static List<String> arguments(ProcessHandle process) {
        try {
            var line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return List.of(line.split("\0", -1));
        } catch (IOException e) {
            return process.info().arguments().map(List::of).orElse(List.of());
        }
    }

    private static boolean is(ProcessHandle process, String main) {
        return arguments(process).stream().anyMatch(argument -> argument.startsWith(main));
    }

    Set<Long> gateways() {
        return pids("penstock.gateway.");
    }

    Set<Long> instances() {
        return pids(Ledger.class.getName());
    }

    private Set<Long> pids(String main) {
        return processes()
                .filter(process -> is(process, main))
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Processes of the instances of a release, or of all for "", by the records of the installation.
    Set<Long> recorded(String release) {
        return records().stream()
                .filter(record -> record.textAt("spec", "release").startsWith(release))
                .flatMap(record -> record.at("process", "pid").flatMap(Node::asText).stream())
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<Node> records() {
        var home = data.resolve("run/instances");
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        var records = new ArrayList<Node>();
        try (var instances = Files.newDirectoryStream(home)) {
            for (var instance : instances) {
                records.add(read(instance.resolve("instance.json")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /// Empty for one that has just been forgotten.
    private static Node read(Path file) {
        try {
            return Text.readJson(Files.readString(file));
        } catch (IOException e) {
            return Node.map(Map.of());
        }
    }
}
