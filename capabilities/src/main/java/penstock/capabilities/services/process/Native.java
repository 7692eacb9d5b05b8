package penstock.capabilities.services.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/// The few calls of the operating system that the JDK does not offer: signals to a process or to its whole group, and
/// cutting off the beginning of a file that others are appending to.
final class Native {
    static final int TERM = 15;
    static final int KILL = 9;

    private static final int READ_WRITE_CLOSE_ON_EXEC = 2 | 0x80000;
    private static final int COLLAPSE_RANGE = 0x08;

    private static final MethodHandle KILL_CALL =
            find("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)).orElseThrow();
    private static final Optional<MethodHandle> OPEN =
            find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final Optional<MethodHandle> CLOSE =
            find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final Optional<MethodHandle> FALLOCATE =
            find(
                    "fallocate",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final boolean IS_LINUX = System.getProperty("os.name", "").equals("Linux");

    private Native() {}

    @SuppressWarnings("restricted") // the signatures are those of the C library's manual
    private static Optional<MethodHandle> find(String name, FunctionDescriptor signature) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(address, signature));
    }

    /// Whether the signal was sent; no when there is no such process.
    static boolean signal(long pid, int signal) {
        return kill(checked(pid), signal);
    }

    /// To every process of the group that this process leads.
    static boolean signalGroup(long leader, int signal) {
        return kill(-checked(leader), signal);
    }

    private static int checked(long pid) {
        // 0, 1 and their negatives mean many processes at once
        if (pid <= 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("pid: " + pid + " (expected: 2 or more)");
        }
        return (int) pid;
    }

    private static boolean kill(int pid, int signal) {
        try {
            return (int) KILL_CALL.invokeExact(pid, signal) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill could not be called", e);
        }
    }

    /// Removes the first `length` bytes of a file in one step, while others append to it and none of it is lost.
    /// Possible on ext4 and XFS for whole blocks short of the end of the file.
    ///
    /// @return whether it was done
    static boolean cutBeginning(Path file, long length) {
        if (!IS_LINUX || OPEN.isEmpty() || CLOSE.isEmpty() || FALLOCATE.isEmpty()) {
            return false;
        }
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(file.toString());
            int descriptor = (int) OPEN.get().invokeExact(path, READ_WRITE_CLOSE_ON_EXEC);
            if (descriptor < 0) {
                return false;
            }
            int result = (int) FALLOCATE.get().invokeExact(descriptor, COLLAPSE_RANGE, 0L, length);
            int closed = (int) CLOSE.get().invokeExact(descriptor);
            return result == 0 && closed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("fallocate could not be called", e);
        }
    }
}
