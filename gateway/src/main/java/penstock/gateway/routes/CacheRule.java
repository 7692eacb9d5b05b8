package penstock.gateway.routes;

import java.time.Duration;
import java.util.List;

/// That answers of a route are kept and given to others, and within which bounds (RFC 9111).
///
/// @param size bytes of all that is kept, at least 64 KiB
/// @param maxObject bytes of the body of one answer, at most a quarter of the size
/// @param variants answers to one URL that differ by fields of the request, 1 to 64
/// @param lifetime of answers that tell none themselves; zero when such are not kept
/// @param staleWhileRevalidate for answers that do not say; zero for none (RFC 5861 section 3)
/// @param staleIfError for answers that do not say; zero for none (RFC 5861 section 4)
/// @param collapse how long a request waits for the answer to another for the same; zero when it does not
/// @param heedsClients whether `Cache-Control` of requests counts
/// @param dropsCookies whether answers that set cookies are kept without them; otherwise they are not kept
/// @param purges orders to forget, the oldest first, each with a higher number than those before
public record CacheRule(
        long size,
        int maxObject,
        int variants,
        Duration lifetime,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration collapse,
        boolean heedsClients,
        boolean dropsCookies,
        List<Purge> purges) {

    public static final long LEAST = 64L << 10;

    /// Of all caches of a gateway together, as the program has 48 MiB of heap.
    public static final long MOST = 12L << 20;

    public static final int MOST_VARIANTS = 64;

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public CacheRule {
        purges = List.copyOf(purges);
        Checks.range("size", size, LEAST, MOST);
        Checks.range("maxObject", maxObject, 0, size / 4);
        Checks.range("variants", variants, 1, MOST_VARIANTS);
        Checks.upTo("lifetime", lifetime, YEAR);
        Checks.upTo("staleWhileRevalidate", staleWhileRevalidate, YEAR);
        Checks.upTo("staleIfError", staleIfError, YEAR);
        Checks.upTo("collapse", collapse, MINUTE);
        long last = 0;
        for (Purge purge : purges) {
            Checks.range("purge number", purge.number(), last + 1, Long.MAX_VALUE);
            last = purge.number();
        }
    }

    public CacheRule purging(List<Purge> orders) {
        return new CacheRule(
                size,
                maxObject,
                variants,
                lifetime,
                staleWhileRevalidate,
                staleIfError,
                collapse,
                heedsClients,
                dropsCookies,
                orders);
    }

    /// An order to forget.
    ///
    /// @param number of the order, from 1
    /// @param path answers to targets that begin so; empty for all
    public record Purge(long number, String path) {}
}
