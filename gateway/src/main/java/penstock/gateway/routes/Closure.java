package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;

/// Why a route does not serve its requests at present. Requests at or below one of the paths `except` are served as usual.
public sealed interface Closure {

    List<String> except();

    /// All requests are answered 503 (`maintenance`) with `Retry-After`, and with the page if its text is not empty.
    record Maintenance(Page page, Duration retryAfter, List<String> except) implements Closure {
        public Maintenance {
            Checks.positive("retryAfter", retryAfter);
            except = paths(except);
        }
    }

    /// Requests wait for the route to open, at most `limit` of them, each for `atMost`; what exceeds that is answered 503
    /// (`paused`) with `Retry-After`.
    record Pause(Duration atMost, int limit, Duration retryAfter, List<String> except)
            implements Closure {
        public Pause {
            Checks.positive("atMost", atMost);
            Checks.positive("retryAfter", retryAfter);
            Checks.range("limit", limit, 0, 100_000);
            except = paths(except);
        }
    }

    /// What people see meanwhile.
    record Page(String contentType, String text) {

        /// The longest text, in characters.
        public static final int MAX_TEXT = 64 << 10;

        public Page {
            if (!contentType.matches("[ -~]{1,128}")) {
                throw new IllegalArgumentException(
                        "contentType: \""
                                + contentType
                                + "\" (expected: a media type such as text/html; charset=utf-8)");
            }
            Checks.range("page length", text.length(), 0, MAX_TEXT);
        }
    }

    private static List<String> paths(List<String> paths) {
        for (String path : paths) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException(
                        "except: \"" + path + "\" (expected: a path that starts with /)");
            }
        }
        return List.copyOf(paths);
    }
}
