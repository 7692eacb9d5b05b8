package penstock.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Processes of a data directory that nothing in it accounts for. They are recognised by what they were started with
/// (an instance's mark in the environment, or one of our programs with this data directory as an argument), which only
/// `/proc` tells; elsewhere none are found.
public final class Strays {
    /// What a process that was started just now has not yet written down is not missed.
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Path PROC = Path.of("/proc");
    private static final String MARK = "PENSTOCK_RUN=";
    private static final Set<String> ENDED = Set.of("exited", "failed");

    private final DataDirectory data;
    private final Path home;

    public Strays(DataDirectory data) {
        this.data = data;
        this.home = data.path().toAbsolutePath().normalize();
    }

    /// One process.
    ///
    /// @param what what it was started as, for people
    public record Stray(ProcessHandle process, String what) {
        public String words() {
            return what + " (process " + process.pid() + ")";
        }
    }

    /// Whether this machine tells enough about its processes.
    public static boolean areVisible() {
        return Files.isReadable(PROC.resolve("self/environ"));
    }

    public List<Stray> find() {
        var known = known();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .flatMap(process -> stray(process, known).stream())
                .toList();
    }

    /// Ends a stray: asked first, killed after five seconds.
    ///
    /// @return false when it is still there
    public static boolean end(Stray stray) {
        var process = stray.process();
        process.destroy();
        if (waitFor(process)) {
            return true;
        }
        process.destroyForcibly();
        return waitFor(process);
    }

    private static boolean waitFor(ProcessHandle process) {
        try {
            process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<Stray> stray(ProcessHandle process, Set<Long> known) {
        if (isSettling(process)) {
            return Optional.empty();
        }
        var instance = instance(process);
        return instance.isPresent()
                ? instance.filter(id -> !isLookedAfter(id))
                        .map(id -> stray(process, "instance " + id))
                : program(process)
                        .filter(_ -> !isAccounted(process, known))
                        .map(name -> stray(process, name));
    }

    private static Stray stray(ProcessHandle process, String what) {
        return new Stray(process, what);
    }

    /// The id of the instance that a process was started for.
    private Optional<String> instance(ProcessHandle process) {
        var instances = home.resolve("run/instances");
        return words(process, "environ").stream()
                .filter(variable -> variable.startsWith(MARK))
                .map(variable -> Path.of(variable.substring(MARK.length())).normalize())
                .filter(run -> instances.equals(run.getParent()))
                .map(run -> String.valueOf(run.getFileName()))
                .findFirst();
    }

    /// What it is, if it is a program of ours that was started for this data directory.
    private Optional<String> program(ProcessHandle process) {
        var command = words(process, "cmdline");
        if (command.contains(home.resolve("run/guardian.sh").toString())) {
            return Optional.of("guardian");
        }
        return command.stream()
                .filter(word -> word.matches("penstock[.](gateway|server)[.][A-Za-z.]+"))
                .findFirst()
                .filter(_ -> command.stream().anyMatch(word -> isHome(process, word)))
                .map(word -> word.split("[.]", -1)[1]);
    }

    private boolean isHome(ProcessHandle process, String word) {
        if (word.isEmpty() || word.startsWith("-")) {
            return false;
        }
        try {
            var folder = PROC.resolve(process.pid() + "/cwd").toRealPath();
            return folder.resolve(word).normalize().equals(home);
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private static boolean isSettling(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Instant.now().isBefore(start.plus(SETTLING)))
                .orElse(false);
    }

    /// Known by itself, or started by one that is, or the parent of one: a guardian's shell stays with its gateway.
    private static boolean isAccounted(ProcessHandle process, Set<Long> known) {
        for (var at = Optional.of(process);
                at.isPresent();
                at = at.get().parent().filter(found -> found.pid() > 1)) {
            if (known.contains(at.get().pid())) {
                return true;
            }
        }
        return process.children().anyMatch(child -> known.contains(child.pid()));
    }

    /// Every process that a file below `run` describes and that still is that process.
    private Set<Long> known() {
        var known = new HashSet<Long>();
        data.server().map(ProcessFile::pid).ifPresent(known::add);
        data.gateway().map(ProcessFile::pid).ifPresent(known::add);
        data.guardian().map(ProcessFile::pid).ifPresent(known::add);
        data.instances().stream().map(ProcessFile::pid).forEach(known::add);
        starting().ifPresent(known::add);
        return known;
    }

    /// A server that holds the directory and is not ready yet.
    private Optional<Long> starting() {
        try {
            return Optional.of(
                    Long.valueOf(Files.readString(home.resolve("run/server.pid")).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether a server looks after the processes of an instance, or will when it starts: it has a record of it, and the
    /// record does not say that it has ended.
    private boolean isLookedAfter(String id) {
        return DataDirectory.read(
                        home.resolve("run/instances").resolve(id).resolve("instance.json"))
                .filter(
                        record ->
                                record.at("process").isPresent()
                                        || !ENDED.contains(record.textAt("state")))
                .isPresent();
    }

    private static List<String> words(ProcessHandle process, String file) {
        try {
            var bytes = Files.readAllBytes(PROC.resolve(process.pid() + "/" + file));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            // It has ended, or belongs to somebody else.
            return List.of();
        }
    }
}
