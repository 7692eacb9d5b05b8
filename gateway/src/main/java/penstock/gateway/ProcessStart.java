package penstock.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What tells a process from a later one of the same number: when it was started, in clock ticks since the machine's boot, behind
/// the boot's id. Unlike a time of day it stays what it is when the clock is set. Linux tells it in `/proc` (proc(5): field
/// 22 of `stat`).
public final class ProcessStart {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int AFTER_NAME = 19;

    private ProcessStart() {}

    /// `6b1f…:123456`; empty when the process has ended, and where the system does not tell.
    public static String of(long pid) {
        try {
            String ticks = ticks(Path.of("/proc", Long.toString(pid)));
            return ticks.isEmpty() ? "" : Files.readString(BOOT).strip() + ":" + ticks;
        } catch (IOException unknown) {
            return "";
        }
    }

    /// The clock ticks alone; empty when the process has ended and its parent has not taken note yet.
    ///
    /// @param process its folder in `/proc`
    static String ticks(Path process) throws IOException {
        String text = Files.readString(process.resolve("stat"));
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return fields[0].equals("Z") ? "" : fields[AFTER_NAME];
    }
}
