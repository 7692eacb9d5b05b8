package penstock.gateway.cache;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import penstock.gateway.http.Ascii;
import penstock.gateway.http.HeadBuffer;

/// What the fields `Cache-Control` of one message say (RFC 9111 section 5.2). Of a directive that is there twice the first counts.
///
/// Seconds are 0 to `MOST`; -1 when there is no such directive. A number that is none counts as 0, which makes an answer stale
/// (section 4.2.1). A directive about some fields only (`no-cache="Set-Cookie"`) is taken for one about the whole.
public final class Directives {

    /// The largest number of seconds; a larger one counts as this (RFC 9111 section 1.2.2).
    public static final long MOST = 1L << 31;

    static final Directives NONE = new Directives();

    private static final int NOT_THERE = -1;

    private boolean isPresent;
    private boolean isNoStore;
    private boolean isNoCache;
    private boolean isPrivate;
    private boolean isPublic;
    private boolean isMustRevalidate;
    private boolean isProxyRevalidate;
    private boolean isOnlyIfCached;
    private long maxAge = NOT_THERE;
    private long sharedMaxAge = NOT_THERE;
    private long staleWhileRevalidate = NOT_THERE;
    private long staleIfError = NOT_THERE;
    private long maxStale = NOT_THERE;
    private long minFresh = NOT_THERE;

    private Directives() {}

    /// Those of a head.
    public static Directives of(HeadBuffer head) {
        Directives found = NONE;
        for (int i = 0; i < head.count(); i++) {
            if (head.nameIs(i, "Cache-Control")) {
                found = found == NONE ? new Directives() : found;
                found.isPresent = true;
                found.read(head.bytes(), head.valueFrom(i), head.valueTo(i));
            }
        }
        return found;
    }

    private void read(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int name = at;
            while (at < to && Ascii.isToken(bytes[at])) {
                at++;
            }
            String directive = Ascii.text(bytes, name, at);
            String value = null;
            if (at < to && bytes[at] == '=') {
                int start = at + 1;
                at = endOfValue(bytes, start, to);
                value = unquoted(bytes, start, at);
            }
            if (!directive.isEmpty()) {
                take(directive, value);
            }
            while (at < to && bytes[at] != ',') {
                at++;
            }
            at++;
            while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
                at++;
            }
        }
    }

    private static int endOfValue(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && bytes[at] == '"') {
            at++;
            while (at < to && bytes[at] != '"') {
                at += bytes[at] == '\\' ? 2 : 1;
            }
            return Math.min(to, at + 1);
        }
        while (at < to && bytes[at] != ',' && bytes[at] != ' ' && bytes[at] != '\t') {
            at++;
        }
        return at;
    }

    private static String unquoted(byte[] bytes, int from, int to) {
        boolean isQuoted = to - from >= 2 && bytes[from] == '"' && bytes[to - 1] == '"';
        return isQuoted
                ? Ascii.text(bytes, from + 1, to - 1).replace("\\", "")
                : Ascii.text(bytes, from, to);
    }

    private void take(String directive, @Nullable String value) {
        String text = value == null ? "" : value;
        switch (directive.toLowerCase(Locale.ROOT)) {
            case "no-store" -> isNoStore = true;
            case "no-cache" -> isNoCache = true;
            case "private" -> isPrivate = true;
            case "public" -> isPublic = true;
            case "must-revalidate" -> isMustRevalidate = true;
            case "proxy-revalidate" -> isProxyRevalidate = true;
            case "only-if-cached" -> isOnlyIfCached = true;
            case "max-age" -> maxAge = first(maxAge, text);
            case "s-maxage" -> sharedMaxAge = first(sharedMaxAge, text);
            case "stale-while-revalidate" ->
                    staleWhileRevalidate = first(staleWhileRevalidate, text);
            case "stale-if-error" -> staleIfError = first(staleIfError, text);
            // without a number any age will do
            case "max-stale" -> maxStale = value == null ? MOST : first(maxStale, text);
            case "min-fresh" -> minFresh = first(minFresh, text);
            default -> {
                // what is not known is ignored (RFC 9111 section 5.2.3)
            }
        }
    }

    private static long first(long known, String text) {
        return known == NOT_THERE ? seconds(text, 0) : known;
    }

    /// A number of seconds.
    ///
    /// @param otherwise what a text is that is no number
    static long seconds(String text, long otherwise) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            value = Math.min(MOST, value * 10 + digit);
        }
        return text.isEmpty() ? otherwise : value;
    }

    boolean isPresent() {
        return isPresent;
    }

    boolean isNoStore() {
        return isNoStore;
    }

    boolean isNoCache() {
        return isNoCache;
    }

    boolean isPrivate() {
        return isPrivate;
    }

    boolean isPublic() {
        return isPublic;
    }

    /// Whether a shared cache may not give it out once it is stale (sections 5.2.2.2, 5.2.2.8, 5.2.2.10).
    boolean forbidsStale() {
        return isMustRevalidate || isProxyRevalidate || sharedMaxAge >= 0;
    }

    /// Whether a shared cache may keep the answer to a request with credentials (section 3.5).
    boolean allowsCredentials() {
        return isPublic || isMustRevalidate || sharedMaxAge >= 0;
    }

    boolean isOnlyIfCached() {
        return isOnlyIfCached;
    }

    long maxAge() {
        return maxAge;
    }

    long sharedMaxAge() {
        return sharedMaxAge;
    }

    long staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    long staleIfError() {
        return staleIfError;
    }

    long maxStale() {
        return maxStale;
    }

    long minFresh() {
        return minFresh;
    }
}
