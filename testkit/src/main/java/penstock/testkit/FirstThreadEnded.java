package penstock.testkit;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A program that goes on though its first thread has ended. Linux then gives it the state of a zombie, as it does for a moment
/// while a program of several threads becomes another.
public final class FirstThreadEnded {
    private static final int USER_SIGNAL = 12;

    private FirstThreadEnded() {}

    /// Starts it and waits until it has that state. It ends only when it is killed.
    public static Process start() throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx16m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FirstThreadEnded.class.getName())
                        .start();
        var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        while (process.isAlive() && !Files.readString(stat).contains(") Z ")) {
            LockSupport.parkNanos(1_000_000);
        }
        return process;
    }

    /// The first thread only waits for the one that runs this. It gets a signal, of which it ends alone.
    static void main() throws Throwable {
        var library = Linker.nativeLinker().defaultLookup();
        var handle =
                call(
                        "signal",
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        var send =
                call(
                        "tgkill",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT));
        var _ =
                (MemorySegment)
                        handle.invokeExact(USER_SIGNAL, library.findOrThrow("pthread_exit"));
        int own = Math.toIntExact(ProcessHandle.current().pid());
        int _ = (int) send.invokeExact(own, own, USER_SIGNAL);
        while (true) {
            LockSupport.park();
        }
    }

    /// Restricted, because a wrong descriptor would crash the virtual machine: these are as in the system's manual.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, FunctionDescriptor type) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
