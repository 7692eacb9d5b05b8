package penstock.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import penstock.model.Node;

/// A file in which a process says who it is: process number and start time, never the number alone, because the system
/// uses numbers again.
///
/// @param node the whole content
/// @param start as the process wrote it: clock ticks since boot (Linux; perhaps after the boot's id), or milliseconds
///     since 1970, or an instant
public record ProcessFile(Path path, Node node, long pid, String start) {
    /// Start times that differ by less are the same: they pass through clocks of different grain.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static Optional<ProcessFile> read(Path file) {
        return DataDirectory.read(file).flatMap(node -> of(file, node));
    }

    private static Optional<ProcessFile> of(Path file, Node node) {
        var holder = node.at("process").filter(found -> found.at("pid").isPresent()).orElse(node);
        var pid = holder.textAt("pid");
        if (!pid.matches("[1-9][0-9]{0,15}")) {
            return Optional.empty();
        }
        var start =
                holder.at("start")
                        .flatMap(Node::asText)
                        .filter(text -> !text.isEmpty())
                        .or(() -> holder.at("startTime").flatMap(Node::asText))
                        .orElse("");
        return Optional.of(new ProcessFile(file, node, Long.parseLong(pid), start));
    }

    /// Whether the process that wrote the file still runs.
    public boolean isAlive() {
        return handle().isPresent();
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(found -> !isZombie())
                .filter(this::isSame);
    }

    private boolean isSame(ProcessHandle process) {
        var last = start.substring(1 + Math.max(start.lastIndexOf(':'), start.lastIndexOf('/')));
        if (last.matches("[0-9]+")
                && stat().filter(fields -> fields.get(19).equals(last)).isPresent()) {
            return true;
        }
        var instant = process.info().startInstant();
        if (start.isEmpty() || instant.isEmpty()) {
            return true;
        }
        try {
            var written =
                    start.matches("[0-9]+")
                            ? java.time.Instant.ofEpochMilli(Long.parseLong(start))
                            : java.time.Instant.parse(start);
            return Duration.between(written, instant.get()).abs().compareTo(TOLERANCE) < 0;
        } catch (java.time.DateTimeException | NumberFormatException e) {
            return false;
        }
    }

    /// Whether it has ended and its parent has not taken note yet. The state is that of the first thread, which also ends before the
    /// others when a process becomes another program; an ended process has no thread besides.
    private boolean isZombie() {
        return stat().filter(fields -> fields.get(0).equals("Z") && fields.get(17).equals("1"))
                .isPresent();
    }

    /// The fields of `/proc/PID/stat` after the command's name, of one moment: 0 is the state, 17 the number of threads, 19 the start
    /// in clock ticks since boot.
    private Optional<List<String>> stat() {
        try {
            var text = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Resident memory in bytes; empty where the system does not say.
    public Optional<Long> resident() {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Asks the process to end and waits.
    ///
    /// @return whether it has ended within the limit
    public boolean stop(Duration limit) {
        var process = handle();
        if (process.isEmpty()) {
            return true;
        }
        process.get().destroy();
        return waitFor(process.get(), limit);
    }

    /// Waits for the end of the process.
    boolean isOver(Duration limit) {
        return handle().map(process -> waitFor(process, limit)).orElse(true);
    }

    /// Ends the process at once.
    public void kill() {
        handle().ifPresent(
                        process -> {
                            process.destroyForcibly();
                            waitFor(process, Duration.ofSeconds(5));
                        });
    }

    private static boolean waitFor(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
