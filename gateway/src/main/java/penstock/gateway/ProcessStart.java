package penstock.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What tells a process from a later one of the same number: when it was started, in clock ticks since the machine's boot, behind
/// the boot's id. Unlike a time of day it stays what it is when the clock is set. Linux tells it in `/proc` (proc(5): field
/// 22 of `stat`).
public final class ProcessStart {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START = 19;

    private ProcessStart() {}

    /// `6b1f…:123456`; empty when the process has ended, and where the system does not tell.
    public static String of(long pid) {
        try {
            String ticks = ticks(process(pid));
            return ticks.isEmpty() ? "" : Files.readString(BOOT).strip() + ":" + ticks;
        } catch (IOException unknown) {
            return "";
        }
    }

    /// Whether it has ended and its parent has not taken note yet; false where the system does not tell.
    public static boolean isZombie(long pid) {
        try {
            return ticks(process(pid)).isEmpty();
        } catch (IOException unknown) {
            return false;
        }
    }

    /// The clock ticks alone; empty when the process has ended and its parent has not taken note yet.
    ///
    /// @param process its folder in `/proc`
    static String ticks(Path process) throws IOException {
        String text = Files.readString(process.resolve("stat"));
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return isZombie(fields) ? "" : fields[START];
    }

    /// The state is that of the first thread. A process that becomes another program from a second thread, as a guardian does when
    /// it is replaced, ends the others first, so it looks like a zombie until then; but an ended one has no thread besides.
    private static boolean isZombie(String[] fields) {
        return fields[STATE].equals("Z") && fields[THREADS].equals("1");
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }
}
