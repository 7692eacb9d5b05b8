package penstock.capabilities.services.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import penstock.capabilities.services.probing.Shortage;

/// The processes of this machine, read from `/proc`. Where there is none, a process is known by the start time that
/// the JDK tells, only descendants are found, and nothing can be found by its mark.
///
/// What cannot be read for want of file descriptors or memory is an [UncheckedIOException], never "it has ended".
final class ProcessTable {
    /// The environment variable that marks every process of an instance: the instance's directory.
    static final String MARK = "PENSTOCK_RUN";

    private static final Path PROC = Path.of("/proc");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    // Fields of /proc/PID/stat after the command's closing parenthesis; proc_pid_stat(5) counts
    // from 1, and the state
    // is its field 3. The state is that of the first thread.
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int THREADS = 17;
    private static final int START = 19;

    /// One process.
    ///
    /// @param isGone ended and not yet collected by its parent
    record Row(ProcessId id, long parent, long group, long session, boolean isGone) {
        boolean leadsSession() {
            return session == id.pid();
        }
    }

    private final boolean hasProc = Files.isReadable(PROC.resolve("self/stat"));
    private final String boot = read(PROC.resolve("sys/kernel/random/boot_id")).strip();

    /// Who has this number now; empty when nobody that runs.
    Optional<ProcessId> identify(long pid) {
        if (hasProc) {
            return row(pid).filter(row -> !row.isGone()).map(Row::id);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new ProcessId(pid, start.toString()));
    }

    boolean isAlive(ProcessId id) {
        return identify(id.pid()).equals(Optional.of(id));
    }

    /// All living processes of an instance: those in the session of its program, and those that carry its mark, in
    /// whatever session they have put themselves.
    List<Row> members(long main, String start, Path run) {
        if (!hasProc) {
            return descendants(main);
        }
        // A number in use as a session is not given to a new process, so the session is the
        // instance's unless
        // somebody else leads it now.
        boolean isOurs = row(main).map(row -> row.id().start().equals(start)).orElse(true);
        return rows().stream()
                .filter(row -> (isOurs && row.session() == main) || isMarked(row, run))
                .toList();
    }

    /// Living processes that carry the mark of an instance.
    List<Row> marked(Path run) {
        return hasProc ? rows().stream().filter(row -> isMarked(row, run)).toList() : List.of();
    }

    /// The program of an instance, known by its mark alone: the leader of its session, or else the one that was started
    /// by none of the others.
    Optional<ProcessId> root(Path run) {
        var marked = marked(run);
        return marked.stream()
                .filter(Row::leadsSession)
                .findFirst()
                .or(() -> marked.stream().filter(row -> isRoot(row, marked)).findFirst())
                .map(Row::id);
    }

    private static boolean isRoot(Row row, List<Row> all) {
        return all.stream().noneMatch(other -> other.id().pid() == row.parent());
    }

    /// The mark of a process: the directory of its instance.
    Optional<Path> mark(Row row) {
        var prefix = MARK + "=";
        for (var variable : read(PROC.resolve(row.id().pid() + "/environ")).split("\0", -1)) {
            if (variable.startsWith(prefix)) {
                return Optional.of(Path.of(variable.substring(prefix.length())));
            }
        }
        return Optional.empty();
    }

    /// All living processes that can be seen.
    List<Row> rows() {
        var rows = new ArrayList<Row>();
        try (var entries = Files.newDirectoryStream(PROC)) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (NUMBER.matcher(name).matches()) {
                    row(Long.parseLong(name)).filter(row -> !row.isGone()).ifPresent(rows::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the processes of this machine cannot be listed", e);
        }
        return rows;
    }

    private boolean isMarked(Row row, Path run) {
        return mark(row).equals(Optional.of(run));
    }

    private Optional<Row> row(long pid) {
        var stat = read(PROC.resolve(pid + "/stat"));
        int end = stat.lastIndexOf(')');
        if (end < 0) {
            return Optional.empty();
        }
        var fields = stat.substring(end + 2).split(" ", -1);
        if (fields.length <= START) {
            return Optional.empty();
        }
        return Optional.of(
                new Row(
                        new ProcessId(pid, boot + ":" + fields[START]),
                        Long.parseLong(fields[PARENT]),
                        Long.parseLong(fields[GROUP]),
                        Long.parseLong(fields[SESSION]),
                        isGone(fields)));
    }

    /// A program whose first thread has ended goes on while it has others, as does one that is about to become another program.
    private static boolean isGone(String[] fields) {
        return fields[STATE].equals("X")
                || (fields[STATE].equals("Z") && fields[THREADS].equals("1"));
    }

    private static List<Row> descendants(long main) {
        var rows = new ArrayList<Row>();
        ProcessHandle.of(main)
                .ifPresent(
                        handle -> {
                            rows.add(plain(handle));
                            handle.descendants().map(ProcessTable::plain).forEach(rows::add);
                        });
        return rows;
    }

    private static Row plain(ProcessHandle handle) {
        var start = handle.info().startInstant().map(Object::toString).orElse("");
        long parent = handle.parent().map(ProcessHandle::pid).orElse(0L);
        return new Row(new ProcessId(handle.pid(), start), parent, -1, -1, !handle.isAlive());
    }

    /// A process may end while it is looked at: then there is nothing to read. One that cannot be looked at because the
    /// server is short of something has not ended.
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            if (Shortage.isCauseOf(e)) {
                throw new UncheckedIOException("a process cannot be looked at", e);
            }
            return "";
        }
    }
}
