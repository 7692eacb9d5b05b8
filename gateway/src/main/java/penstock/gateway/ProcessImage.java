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
import java.util.Set;
import java.util.stream.Stream;

/// Replaces this process by another program that keeps its id and some of its sockets, or starts one that gets all of them. Java
/// has no call for either: what it starts gets no descriptor but the first three.
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

    private static final MethodHandle SPAWN =
            call(
                    "posix_spawn",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS));
    private static final MethodHandle WAITPID =
            call(
                    "waitpid",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT));

    private ProcessImage() {}

    /// Restricted, because a wrong descriptor would crash the virtual machine: these are as in the system's manual.
    @SuppressWarnings("restricted")
    private static MethodHandle call(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /// Returns only by an exception. The descriptors become 3, 4 and so on, and nothing else that is open is handed on but those
    /// that are kept as they are. They are put aside first, as one may stand where another has to go. The last steps take
    /// descriptors away from the virtual machine, so nothing may come between them.
    static void replace(
            Path program, List<String> arguments, List<Integer> descriptors, Set<Integer> kept)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(program.toString());
            MemorySegment line = strings(arena, arguments);
            for (int i = 0; i < descriptors.size(); i++) {
                int _ = (int) DUP2.invokeExact((int) descriptors.get(i), SHELF + i);
            }
            for (int open : open()) {
                if (kept.contains(open)) {
                    continue;
                }
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

    /// Starts a program that inherits every descriptor which is not marked otherwise, and waits until it has ended.
    ///
    /// @param environment `NAME=VALUE` each
    static void run(Path program, List<String> arguments, List<String> environment)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment process = arena.allocate(ValueLayout.JAVA_INT);
            int failure =
                    (int)
                            SPAWN.invokeExact(
                                    process,
                                    arena.allocateFrom(program.toString()),
                                    MemorySegment.NULL,
                                    MemorySegment.NULL,
                                    strings(arena, arguments),
                                    strings(arena, environment));
            if (failure != 0) {
                throw new IOException(program + " cannot be run (error " + failure + ")");
            }
            int _ =
                    (int)
                            WAITPID.invokeExact(
                                    process.get(ValueLayout.JAVA_INT, 0), MemorySegment.NULL, 0);
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("a call of the system library failed", unexpected);
        }
    }

    /// As C has them: pointers, the last one null.
    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment line = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            line.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        line.setAtIndex(ValueLayout.ADDRESS, texts.size(), MemorySegment.NULL);
        return line;
    }

    private static List<Integer> open() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(file -> Integer.parseInt(String.valueOf(file.getFileName())))
                    .filter(descriptor -> descriptor >= FIRST)
                    .toList();
        }
    }
}
