package penstock.server.config;

import java.nio.file.Path;
import penstock.model.AsText;

/// A file; `~` at the start is the user's home.
@AsText
public record FilePath(Path path) {
    public static FilePath parse(String text) {
        return new FilePath(Folder.expanded(text, "a file"));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
