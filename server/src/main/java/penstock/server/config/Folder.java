package penstock.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import penstock.model.AsText;

/// A directory; `~` at the start is the user's home.
@AsText
public record Folder(Path path) {
    public Folder {
        path = path.toAbsolutePath().normalize();
    }

    public static Folder parse(String text) {
        return new Folder(expanded(text, "a directory"));
    }

    /// @param what is expected, for the message
    static Path expanded(String text, String what) {
        var home = System.getProperty("user.home", ".");
        var expanded = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        if (expanded.isBlank()) {
            throw new IllegalArgumentException("\"\" (expected: " + what + ")");
        }
        try {
            return Path.of(expanded);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + what + ")", e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
