package penstock.gateway;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Replaces this process by another program that keeps its id and some of its sockets. Java has no call for it.
final class ProcessImage {

    private static final int FIRST = 3;
    private static final int SHELF = 200;
    private static final int SET_FLAGS = 2;
    private static final int CLOSE_ON_EXEC = 1;

    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle DUP2 =
            call(
                    "dup2",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle FCNTL =
            call(
                    "fcntl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle EXECV =
            call(
                    "execv",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

    private ProcessImage() {}

    /// Restricted, because a wrong descriptor would crash the virtual machine: these three are those of the system's manual.
    @SuppressWarnings("restricted")
    private static MethodHandle call(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /// Returns only by an exception. The descriptors become 3, 4 and so on, and nothing else that is open is handed on. They are
    /// put aside first, as one may stand where another has to go. The last steps take descriptors away from the virtual machine,
    /// so nothing may come between them.
    static void replace(Path program, List<String> arguments, List<Integer> descriptors)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(program.toString());
            MemorySegment line = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                line.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            line.setAtIndex(ValueLayout.ADDRESS, arguments.size(), MemorySegment.NULL);
            for (int i = 0; i < descriptors.size(); i++) {
                int _ = (int) DUP2.invokeExact((int) descriptors.get(i), SHELF + i);
            }
            for (int open : open()) {
                int _ = (int) FCNTL.invokeExact(open, SET_FLAGS, CLOSE_ON_EXEC);
            }
            for (int i = 0; i < descriptors.size(); i++) {
                int _ = (int) DUP2.invokeExact(SHELF + i, FIRST + i);
            }
            int _ = (int) EXECV.invokeExact(path, line);
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("a call of the system library failed", unexpected);
        }
        throw new IOException(program + " cannot be run");
    }

    private static List<Integer> open() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(file -> Integer.parseInt(String.valueOf(file.getFileName())))
                    .filter(descriptor -> descriptor >= FIRST)
                    .toList();
        }
    }
}
