package penstock.gateway.routes;

import java.util.regex.Pattern;

/// What the path of a request must be like, without its query. A path that could be read in several ways (escapes, parameters, double
/// slashes) must meet the same in all of them, or it is refused.
public sealed interface PathMatch {

    /// This path and no other; the case counts.
    record Exact(String path) implements PathMatch {
        public Exact {
            Paths.require("exact", path);
        }
    }

    /// This path and all below it, by whole segments: `/api` takes `/api` and `/api/x`, not `/apix`. A slash at its end is dropped.
    record Prefix(String path) implements PathMatch {
        public Prefix {
            Paths.require("prefix", path);
            path =
                    path.length() > 1 && path.endsWith("/")
                            ? path.substring(0, path.length() - 1)
                            : path;
        }
    }

    /// The whole path is as the expression says.
    record Regex(Expression expression) implements PathMatch {}

    /// What is no path in its normal form could not be told from others.
    final class Paths {
        private static final Pattern PATH = Pattern.compile("/[!-\"$->@-~]*");
        private static final Pattern STRANGE =
                Pattern.compile("//|/\\.{1,2}(/|$)|%2[fF]|%5[cC]|\\\\");
        private static final int MOST = 1024;

        private Paths() {}

        static void require(String what, String path) {
            if (!PATH.matcher(path).matches()
                    || STRANGE.matcher(path).find()
                    || path.length() > MOST) {
                throw new IllegalArgumentException(
                        what
                                + ": \""
                                + path
                                + "\" (expected: a path that starts with /, of up to 1024 characters, without a query, double"
                                + " slashes, escaped slashes and dot segments)");
            }
        }
    }
}
