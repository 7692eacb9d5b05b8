package penstock.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A real file system of a few megabytes (a `tmpfs`), to be filled to the last byte or made read-only. Needs Linux and
/// the right to mount.
public final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";

    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    /// Mounts on an existing, empty directory. Empty where that is not possible, which is said in one line and is a
    /// failure in CI.
    public static Optional<SmallDisk> mount(Path place, int megabytes) {
        var options = "size=" + megabytes + "m,mode=700" + owner(place);
        if (run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString()))) {
            return Optional.of(new SmallDisk(place));
        }
        if (System.getenv("CI") != null) {
            throw new AssertionError("a tmpfs cannot be mounted here (expected in CI)");
        }
        System.err.println("not tested: mounting a small disk needs Linux and root");
        return Optional.empty();
    }

    /// For where the tests run as somebody who may become root.
    private static String owner(Path place) {
        try {
            return ",uid="
                    + Files.getAttribute(place, "unix:uid")
                    + ",gid="
                    + Files.getAttribute(place, "unix:gid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return "";
        }
    }

    private static boolean run(List<String> command) {
        var asRoot = new ArrayList<>(List.of("sudo", "-n"));
        asRoot.addAll(command);
        return runs(command) || runs(asRoot);
    }

    private static boolean runs(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while mounting", e);
        }
    }

    /// Takes all the room there is.
    public void fill() {
        try (var out =
                Files.newOutputStream(
                        place.resolve(BALLAST),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            for (int size = 1 << 16; size > 0; size /= 2) {
                writeUntilFull(out, new byte[size]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeUntilFull(java.io.OutputStream out, byte[] bytes) {
        while (true) {
            try {
                out.write(bytes);
            } catch (IOException _) {
                return; // full
            }
        }
    }

    /// Gives the room back.
    public void free() {
        try {
            Files.deleteIfExists(place.resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives some of the room back.
    public void free(int megabytes) {
        try (var ballast = FileChannel.open(place.resolve(BALLAST), StandardOpenOption.WRITE)) {
            ballast.truncate(Math.max(0, ballast.size() - ((long) megabytes << 20)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Allows no writing from now on, unless somebody has a file open for it.
    public void makeReadOnly() {
        if (!run(List.of("mount", "-o", "remount,ro", place.toString()))) {
            throw new AssertionError(place + " could not be made read-only; is a file open?");
        }
    }

    /// Makes a directory read-only for whoever opens a file in it from now on; files that are open stay as they are. (A file
    /// system with files open for writing cannot be made read-only as a whole.) Ends when closed.
    public AutoCloseable coverReadOnly() {
        var at = place.toString();
        if (!run(List.of("mount", "--bind", at, at))
                || !run(List.of("mount", "-o", "remount,bind,ro", at))) {
            throw new AssertionError(place + " could not be covered");
        }
        return this::unmount;
    }

    @Override
    public void close() {
        unmount();
    }

    private void unmount() {
        if (!run(List.of("umount", place.toString()))
                && !run(List.of("umount", "-l", place.toString()))) {
            throw new AssertionError(place + " could not be unmounted");
        }
    }
}
