package penstock.server.config;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.PatternSyntaxException;
import penstock.model.AsText;

/// Which files are meant: a path whose names may have `*`, `?` and `[…]`.
@AsText
public record FilePattern(String text) {
    public static FilePattern parse(String text) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + Path.of(text));
        } catch (InvalidPathException | PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: a path such as rules/*.yaml)", e);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("\"\" (expected: a path such as rules/*.yaml)");
        }
        return new FilePattern(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
