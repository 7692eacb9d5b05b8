package penstock.gateway.proxy;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.BadMessageException;
import penstock.gateway.http.LoosePath;
import penstock.gateway.routes.PathMatch;

/// Whether a path is as a claim wants it, read as it came or as loosely as can be (see `LoosePath`).
final class PathTest {

    /// In the order of their precedence. A regular expression comes before the prefixes, as behind them it would take nothing where
    /// there is a route for all paths.
    enum Kind {
        EXACT,
        REGEX,
        PREFIX
    }

    final Kind kind;

    private final String plain;
    private final String loose;
    private final @Nullable Pattern regex;

    private PathTest(Kind kind, String plain, String loose, @Nullable Pattern regex) {
        this.kind = kind;
        this.plain = plain;
        this.loose = loose;
        this.regex = regex;
    }

    static PathTest of(PathMatch match) {
        return switch (match) {
            case PathMatch.Exact(var path) -> new PathTest(Kind.EXACT, path, loose(path), null);
            case PathMatch.Prefix(var path) -> new PathTest(Kind.PREFIX, path, loose(path), null);
            case PathMatch.Regex(var expression) ->
                    new PathTest(Kind.REGEX, "", "", expression.pattern());
        };
    }

    /// What no request can have unambiguously stands for itself.
    private static String loose(String path) {
        try {
            return LoosePath.of(path);
        } catch (BadMessageException ambiguous) {
            return path;
        }
    }

    boolean takes(String path, boolean isLoose) {
        String wanted = isLoose ? loose : plain;
        return switch (kind) {
            case PREFIX -> isBelow(path, wanted);
            case EXACT -> path.equals(wanted);
            case REGEX -> regex != null && regex.matches(path);
        };
    }

    /// The prefix, without a slash at its end.
    String prefix() {
        return plain.equals("/") ? "" : plain;
    }

    int length() {
        return plain.length();
    }

    /// Whether a path begins with a prefix, whole segments only.
    static boolean isBelow(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length()
                        || prefix.endsWith("/")
                        || path.charAt(prefix.length()) == '/');
    }
}
