package penstock.server.logging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Where the log goes and how much of it. Until told otherwise: standard error, `INFO` for ours, `WARN` for libraries.
public final class Log {
    private static final String OURS = "penstock";

    /// Says with a stack trace what we tell the user in one sentence: that the port is taken.
    private static final String NOISY = "io.javalin";

    private static volatile Level level = initialLevel();
    private static volatile @Nullable RotatingFile file;

    private Log() {}

    /// A level by its name in any case, from the system property `penstock.log.level`: for processes that read no
    /// configuration.
    private static Level initialLevel() {
        var name = System.getProperty("penstock.log.level", "info").toUpperCase(Locale.ROOT);
        for (var known : Level.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        return Level.INFO;
    }

    /// From now on events of our own loggers appear from this level on.
    public static void showFrom(Level lowest) {
        level = lowest;
    }

    /// From now on the log goes to a file.
    ///
    /// @param limit bytes per file
    /// @param kept how many files, the current one included
    public static void writeTo(Path target, long limit, int kept) {
        file = new RotatingFile(target, limit, kept);
    }

    /// From now on the log goes to standard error.
    public static void writeToStandardError() {
        file = null;
    }

    static boolean shows(String logger, Level asked) {
        if (logger.startsWith(NOISY)) {
            return false;
        }
        var lowest = logger.startsWith(OURS) ? level : Level.WARN;
        return asked.toInt() >= lowest.toInt();
    }

    static void write(String line) {
        var target = file;
        if (target != null) {
            try {
                target.write(line);
                return;
            } catch (IOException e) {
                System.err.print("The log file could not be written: " + e.getMessage() + "\n");
            }
        }
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        System.err.write(bytes, 0, bytes.length);
        System.err.flush();
    }
}
