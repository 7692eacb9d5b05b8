package penstock.server.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Ends this process as `kill -9` does when a certain point is reached: no shutdown hook runs, nothing is flushed. Writes
/// the point down first, and each event that went by on the way.
///
/// @param point where to end
/// @param reached takes one line for each point at which a process ended
/// @param seen takes one line for each event
record Trap(CrashPoint point, Path reached, Path seen) {
    private static final int KILLED = 128 + 9;

    void before(String event) {
        write(seen, event);
        end(CrashPoint.before(event));
    }

    void after(String event) {
        end(CrashPoint.after(event));
    }

    private void end(CrashPoint here) {
        if (here.equals(point)) {
            write(reached, here.toString());
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private static void write(Path file, String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
