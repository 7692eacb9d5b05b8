package penstock.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a new guardian in the place of one that was killed. The gateway has the listening sockets too, so it can hand them on;
/// only when both are killed within the same second are they gone. A gateway that was replaced or is to end does nothing of it.
final class GuardianWatch {

    private static final Logger LOG = LoggerFactory.getLogger(GuardianWatch.class);

    private static final Duration LOOK = Duration.ofMillis(200);

    /// Longer than a guardian needs to start on a busy machine.
    private static final Duration START_LIMIT = Duration.ofSeconds(15);

    private static final Pattern PID = Pattern.compile("\\{\"pid\":(\\d{1,18}),.*\\R?");
    private static final String MAIN = Main.class.getName();
    private static final Path SHELL = Path.of("/bin/sh");

    /// Leaves it in a session of its own, where there is a command for that, and not as a child of the gateway, which would have
    /// to bury it.
    private static final String APART =
            "s=$(command -v setsid) || s=; exec </dev/null; { $s \"$@\" & }";

    private final Path run;
    private final Path queue;
    private final GatewayFile file;
    private final int sockets;
    private volatile boolean isStopped;
    private volatile boolean isReplacing;

    private GuardianWatch(Path run, Path queue, int sockets) {
        this.run = run;
        this.queue = queue;
        this.file = new GatewayFile(run.resolve("gateway.json"));
        this.sockets = sockets;
    }

    /// @param sockets how many, from descriptor 3
    static GuardianWatch start(Path run, Inheritance.Guardian guardian, int sockets) {
        var watch = new GuardianWatch(run, guardian.queue(), sockets);
        if (guardian.pid() > 0) {
            Thread.ofVirtual().name("guardian watch").start(() -> watch.look(guardian.pid()));
        }
        return watch;
    }

    /// A guardian that is just being started finds no queue then, and ends too.
    synchronized void stop() {
        isStopped = true;
        if (isReplacing) {
            try {
                Files.deleteIfExists(queue);
            } catch (IOException failed) {
                LOG.atError().setCause(failed).log("the guardian's queue cannot be deleted");
            }
        }
    }

    private void look(long first) {
        long guardian = first;
        String start = start(guardian);
        try {
            while (isInCharge()) {
                Thread.sleep(LOOK);
                start = start.isEmpty() ? start(guardian) : start;
                if (!isThere(guardian, start) && isInCharge()) {
                    guardian = replace(guardian).orElse(guardian);
                    start = start(guardian);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Before it ends, a guardian takes its queue away.
    private boolean isInCharge() {
        return !isStopped && Files.exists(queue) && !file.namesAnother();
    }

    /// Whether a process goes on. One that cannot be looked at, for want of file descriptors, does as long as the system knows
    /// its number; that question needs none. So does one whose start time is not known yet, for the same want.
    static boolean isThere(long pid, String start) {
        Path process = process(pid);
        try {
            String now = ProcessStart.ticks(process);
            return !now.isEmpty() && (start.isEmpty() || now.equals(start));
        } catch (NoSuchFileException ended) {
            return false;
        } catch (IOException unknown) {
            return Files.exists(process);
        }
    }

    /// The start time of a process; empty when it has ended or cannot be looked at.
    private static String start(long pid) {
        try {
            return ProcessStart.ticks(process(pid));
        } catch (IOException unknown) {
            return "";
        }
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private Optional<Long> replace(long killed) throws InterruptedException {
        LOG.atWarn().addKeyValue("pid", killed).log("the guardian was killed; starting another");
        try {
            spawn();
        } catch (IOException | RuntimeException | Error failed) {
            // nobody else looks after the guardian
            LOG.atError().setCause(failed).log("no guardian could be started; will try again");
        }
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        Optional<Long> found = Optional.empty();
        while (found.isEmpty() && isInCharge() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK);
            found = described().filter(pid -> pid != killed && !start(pid).isEmpty());
        }
        isReplacing = found.isEmpty();
        return found;
    }

    private Optional<Long> described() {
        try {
            return Optional.of(PID.matcher(Files.readString(run.resolve("guardian.json"))))
                    .filter(Matcher::matches)
                    .map(found -> Long.parseLong(found.group(1)));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private synchronized void spawn() throws IOException {
        if (isStopped) {
            return;
        }
        isReplacing = true;
        List<String> line = new ArrayList<>(List.of("sh", "-c", APART, "sh"));
        line.addAll(command());
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("PENSTOCK_GUARD"));
        environment.put(Inheritance.COUNT, Integer.toString(sockets));
        environment.put(
                "PENSTOCK_GUARDED", "adopt " + ProcessHandle.current().pid() + " - yes 0 -");
        ProcessImage.run(
                SHELL,
                line,
                environment.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList());
    }

    /// As the guardian of before was started, or else as the gateway was.
    private List<String> command() throws IOException {
        Path own = run.resolve("guardian.command");
        if (Files.exists(own)) {
            return Files.readAllLines(own);
        }
        List<String> line = new ArrayList<>(Files.readAllLines(run.resolve("gateway.command")));
        line.add(line.indexOf(MAIN) + 1, "guard");
        return line;
    }
}
