package penstock.server.config;

import java.nio.file.Path;
import penstock.model.AsText;

/// A file; `~` at the start is the user's home.
@AsText
public record NamedFile(Path path) {
    public NamedFile {
        path = path.toAbsolutePath().normalize();
    }

    public static NamedFile parse(String text) {
        return new NamedFile(Folder.expanded(text, "a file"));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
